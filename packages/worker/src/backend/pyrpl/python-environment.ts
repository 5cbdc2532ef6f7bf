import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../../data-folder.ts';
import { askPython, PythonEnvironmentError, versionText } from './python-environment-interpreter.ts';

/** The one release of PyRPL that the backend knows. */
export const PYRPL_VERSION = '0.9.9.1';

/** Where PyRPL is looked for. */
export interface PyrplPythonOptions {
  /** A Python that has PyRPL, as `--python` names it: a path, or a name on the search path. */
  readonly python?: string | undefined;
  /** The environment that `install-pyrpl` made, default {@link pyrplEnvironmentFolder}. */
  readonly folder?: string | undefined;
}

/** A Python that has the right PyRPL, and our modules for it. */
export interface PyrplPython {
  /** Path of the interpreter. */
  readonly python: string;
  /** The folder that holds the package `pyrpl_mux`; see {@link pythonVariables}. */
  readonly modules: string;
}

/**
 * The Python in which the PyRPL backend's child runs: `python` if given, else that of the environment that
 * `pyrpl-mux install-pyrpl` made. The child is `<python> -m pyrpl_mux.host` with {@link pythonVariables}.
 *
 * @throws PythonEnvironmentError with a sentence and the next step, if it is missing, too old, or has not PyRPL
 * {@link PYRPL_VERSION}
 */
export async function findPyrplPython({
  python,
  folder = pyrplEnvironmentFolder(),
}: PyrplPythonOptions = {}): Promise<PyrplPython> {
  const modules = modulesFolder();
  if (python === undefined && !existsSync(environmentPython(folder))) {
    throw new PythonEnvironmentError(
      `There is no Python with PyRPL in ${folder}. Run "pyrpl-mux install-pyrpl" first, or name one that has PyRPL ` +
        `${PYRPL_VERSION} with --python.`,
    );
  }
  const facts = await askPython(python ?? environmentPython(folder), pythonVariables(modules));
  if (facts.pyrpl === PYRPL_VERSION) return { python: facts.executable, modules };
  const has = facts.pyrpl === null ? 'has no PyRPL' : `has PyRPL ${facts.pyrpl}`;
  const next =
    python === undefined
      ? 'Run "pyrpl-mux install-pyrpl" again.'
      : `Install PyRPL ${PYRPL_VERSION} there, or leave out --python and run "pyrpl-mux install-pyrpl".`;
  throw new PythonEnvironmentError(
    `Python ${versionText(facts)} (${facts.executable}) ${has}, but the backend needs PyRPL ${PYRPL_VERSION}. ${next}`,
  );
}

/** The variables of a Python that runs our modules: they come first, and the working folder is no place of modules. */
export function pythonVariables(modules: string): Readonly<Record<string, string>> {
  return { PYTHONPATH: modules, PYTHONSAFEPATH: '1', PYTHONUTF8: '1' };
}

/**
 * The folder of the environment that `install-pyrpl` makes: `python` in the {@link dataFolder}.
 */
export function pyrplEnvironmentFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(dataFolder(environment), 'python');
}

/** The interpreter of the virtual environment in a folder, whether it exists or not. */
export function environmentPython(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** The list of packages, with hashes, that the environment of the backend holds. */
export function pyrplLock(): string {
  return join(pythonFolder(), 'locks', 'pyrpl.txt');
}

/** The folder that holds the package `pyrpl_mux`. */
function modulesFolder(): string {
  return join(pythonFolder(), 'pyrpl_mux', 'src');
}

/** Beside `packages` in a checkout; a published package carries a copy. */
function pythonFolder(): string {
  const checkout = fileURLToPath(new URL('../../../../../python', import.meta.url));
  const carried = fileURLToPath(new URL('../../../python', import.meta.url));
  const isSource = import.meta.url.endsWith('.ts');
  return isSource || !existsSync(carried) ? checkout : carried;
}
