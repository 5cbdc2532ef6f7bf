import { execa } from 'execa';
import { z } from 'zod';

/** Oldest Python that can host PyRPL for us. */
const OLDEST = [3, 11] as const;

/** Newest Python that PyRPL is known to run on; an environment is made with no newer one. */
const NEWEST = [3, 13] as const;

/** How long a Python may take to say what it is [ms]; the first start on a cold disk is slow. */
const ANSWER_LIMIT_MS = 30_000;

/** Understood by every Python, so that one that is too old can say so. */
const QUESTION = `
import json, sys
pyrpl = None
try:
    from importlib.metadata import PackageNotFoundError, version
    try:
        pyrpl = version("pyrpl")
    except PackageNotFoundError:
        pass
except ImportError:
    pass
print(json.dumps({"executable": sys.executable, "version": list(sys.version_info[:3]), "pyrpl": pyrpl}))
`;

const answer = z.object({
  executable: z.string().min(1),
  version: z.tuple([z.int(), z.int(), z.int()]),
  pyrpl: z.string().nullable(),
});

/** What a Python says of itself. */
export interface PythonFacts {
  /** Path of the interpreter. */
  readonly executable: string;
  readonly version: readonly [major: number, minor: number, micro: number];
  /** The version of the PyRPL that it would import, null if it has none. */
  readonly pyrpl: string | null;
}

/** A Python or its environment can't be used; the message is a sentence with the next step. */
export class PythonEnvironmentError extends Error {
  override readonly name = 'PythonEnvironmentError';
}

/** For example `3.11.7`. */
export function versionText({ version }: Pick<PythonFacts, 'version'>): string {
  return version.join('.');
}

/**
 * Asks a Python what it is.
 *
 * @param command its path or name
 * @param variables added to this process's environment
 * @throws PythonEnvironmentError if it can't be run, gives no answer, or is older than 3.11
 */
export async function askPython(
  command: string,
  variables: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<PythonFacts> {
  const result = await execa(command, [...args, '-'], {
    env: variables,
    reject: false,
    input: QUESTION,
    timeout: ANSWER_LIMIT_MS,
    forceKillAfterDelay: 1000,
  });
  if (result.failed) {
    const reason =
      result.code === 'ENOENT'
        ? 'there is no such program'
        : result.stderr?.trim().split('\n').at(-1) || result.originalMessage || 'it failed';
    throw new PythonEnvironmentError(
      `${command} can't be run as a Python: ${reason.replace(/\.$/, '')}. Name a Python ${OLDEST.join('.')} or newer with --python.`,
    );
  }
  const facts = readAnswer(command, result.stdout);
  if (isAtLeast(facts.version, OLDEST)) return facts;
  throw new PythonEnvironmentError(
    `${command} is Python ${versionText(facts)}, but Python ${OLDEST.join('.')} or newer is needed. Name one with --python.`,
  );
}

function readAnswer(command: string, text: string): PythonFacts {
  try {
    return answer.parse(JSON.parse(text));
  } catch (error) {
    throw new PythonEnvironmentError(
      `${command} is no Python: asked for its version it said ${JSON.stringify(text.slice(0, 100))}. Name a Python ` +
        `${OLDEST.join('.')} or newer with --python.`,
      { cause: error },
    );
  }
}

/**
 * The Python that an environment is made with: the system's default if PyRPL is known to run on it, else another.
 *
 * @throws PythonEnvironmentError if there is none from 3.11 to 3.13
 */
export async function findInterpreter(): Promise<PythonFacts> {
  for (const [command, ...args] of candidates()) {
    const facts = await askPython(command, {}, args).catch((error: unknown) => {
      if (error instanceof PythonEnvironmentError) return undefined;
      throw error;
    });
    if (facts !== undefined && !isAtLeast(facts.version, [NEWEST[0], NEWEST[1] + 1])) return facts;
  }
  throw new PythonEnvironmentError(
    `No Python from ${OLDEST.join('.')} to ${NEWEST.join('.')} was found; nothing was installed. Install one, or name it with --python.`,
  );
}

function candidates(): readonly (readonly [command: string, ...args: string[]])[] {
  const minors: number[] = [];
  for (let minor = NEWEST[1]; minor >= OLDEST[1]; minor -= 1) minors.push(minor);
  if (process.platform === 'win32')
    return [['python'], ...minors.map((minor) => ['py', `-3.${minor}`] as const)];
  return [['python3'], ...minors.map((minor) => [`python3.${minor}`] as const), ['python']];
}

function isAtLeast(version: readonly number[], [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version;
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
