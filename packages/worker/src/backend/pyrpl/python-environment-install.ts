import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { environmentPython } from './python-environment.ts';
import {
  askPython,
  findInterpreter,
  PythonEnvironmentError,
  versionText,
} from './python-environment-interpreter.ts';

/** Longest installation: some 200 MB over a slow line [ms]. */
const INSTALL_LIMIT_MS = 30 * 60_000;

/** Longest first import of PyRPL, which compiles its sources [ms]. */
const IMPORT_LIMIT_MS = 120_000;

/** Qt first, for all that PyRPL tells of one that can't be loaded is that there is none. */
const IMPORT = 'import PyQt6.QtWidgets\nimport pyrpl';

/** What Qt needs of a Debian or Ubuntu and does not bring along, even where nothing is shown. */
export const QT_SYSTEM_PACKAGES = [
  'libdbus-1-3',
  'libegl1',
  'libfontconfig1',
  'libgl1',
  'libglib2.0-0',
  'libxkbcommon0',
] as const;

/** Qt can't be loaded, because the system lacks a library that it does not bring along. */
export class MissingLibraryError extends PythonEnvironmentError {}

/** What an environment is made of. */
export interface EnvironmentPlan {
  /** Where; made if it is missing. */
  readonly folder: string;
  /** A requirements file with the hash of every package. */
  readonly lock: string;
  /** The Python that it is made with, else one that is found. */
  readonly python?: string | undefined;
  /** Told what is being done, a sentence at a time. */
  readonly say: (sentence: string) => void;
}

/**
 * Makes a virtual environment that holds exactly what a lock names, with uv if there is one, else with venv and pip. One that
 * holds it already is left alone; a begun one is made anew.
 *
 * @returns the path of its interpreter
 * @throws PythonEnvironmentError with a sentence if it can't be made, or the folder holds something else
 */
export async function makeEnvironment({ folder, lock, python, say }: EnvironmentPlan): Promise<string> {
  const own = environmentPython(folder);
  const stamp = join(folder, 'lock.sha256');
  const wanted = createHash('sha256')
    .update(await readFile(lock))
    .digest('hex');
  const isStamped = existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted;
  // An environment ends with the Python that it was made with.
  if (isStamped && (await answers(own))) return own;
  await refuseForeign(folder);
  const base = python === undefined ? await findInterpreter() : await askPython(python);
  const uv = await hasUv();
  if (!uv) await requireVenv(base.executable);
  say(
    `Making an environment of Python ${versionText(base)} (${base.executable}) in ${folder} with ${uv ? 'uv' : 'venv and pip'} ...`,
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  if (uv) {
    await run('uv', ['venv', '--quiet', '--no-python-downloads', '--python', base.executable, folder]);
    await run('uv', [
      'pip',
      'sync',
      '--quiet',
      '--python',
      own,
      '--require-hashes',
      '--only-binary',
      ':all:',
      lock,
    ]);
  } else {
    await run(base.executable, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await run(own, [...pip, '--require-hashes', '--only-binary', ':all:', '--requirement', lock]);
  }
  await writeFile(stamp, wanted);
  return own;
}

/**
 * Imports PyRPL once, without a display.
 *
 * @throws PythonEnvironmentError with a sentence that tells what is missing
 */
export async function importPyrpl(python: string): Promise<void> {
  const userFolder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-'));
  try {
    const { failed, stderr, shortMessage } = await execa(python, ['-c', IMPORT], {
      env: { QT_QPA_PLATFORM: 'offscreen', PYRPL_USER_DIR: userFolder },
      reject: false,
      stdin: 'ignore',
      timeout: IMPORT_LIMIT_MS,
    });
    if (!failed) return;
    const reason = lastLine(stderr) ?? shortMessage;
    if (/cannot open shared object file/.test(stderr)) {
      throw new MissingLibraryError(
        `PyRPL can't be imported by ${python}: ${reason}. Qt needs libraries of the system; on Debian or Ubuntu: ` +
          `apt-get install ${QT_SYSTEM_PACKAGES.join(' ')}`,
      );
    }
    throw new PythonEnvironmentError(
      `PyRPL can't be imported by ${python}: ${reason}. Remove the environment and make it again.`,
    );
  } finally {
    await rm(userFolder, { recursive: true, force: true });
  }
}

async function answers(python: string): Promise<boolean> {
  if (!existsSync(python)) return false;
  return await askPython(python).then(
    () => true,
    () => false,
  );
}

/** Making an environment empties its folder, so it must be an environment or nothing. */
async function refuseForeign(folder: string): Promise<void> {
  if (!existsSync(folder) || existsSync(join(folder, 'pyvenv.cfg'))) return;
  if ((await readdir(folder)).length === 0) return;
  throw new PythonEnvironmentError(
    `${folder} is not empty and no Python environment; nothing was changed. Choose another folder.`,
  );
}

async function hasUv(): Promise<boolean> {
  return !(await execa('uv', ['--version'], { reject: false, stdin: 'ignore' })).failed;
}

/** Debian leaves these modules out of its Python, and venv tells of that on stdout only. */
async function requireVenv(python: string): Promise<void> {
  const { failed } = await execa(python, ['-c', 'import ensurepip, venv'], {
    reject: false,
    stdin: 'ignore',
    timeout: IMPORT_LIMIT_MS,
  });
  if (!failed) return;
  throw new PythonEnvironmentError(
    `${python} can't make an environment, for its modules venv and ensurepip are missing; nothing was changed. Install ` +
      'them (on Debian or Ubuntu: apt-get install python3-venv), or uv.',
  );
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { failed, stderr, shortMessage } = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    timeout: INSTALL_LIMIT_MS,
  });
  if (!failed) return;
  const step = [command, ...args.slice(0, 3)].join(' ');
  throw new PythonEnvironmentError(
    `The environment could not be made: "${step} ..." failed: ${lastLine(stderr) ?? shortMessage}. ` +
      'What was begun is made anew the next time.',
  );
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim().replace(/\.$/, '') || undefined;
}
