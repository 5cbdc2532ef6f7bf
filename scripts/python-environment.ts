import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  importPyrpl,
  MissingLibraryError,
  makeEnvironment,
  QT_SYSTEM_PACKAGES,
} from '../packages/worker/src/backend/pyrpl/python-environment-install.ts';
import { PythonEnvironmentError } from '../packages/worker/src/backend/pyrpl/python-environment-interpreter.ts';
import { installSystemPackages, isRootOfDebian } from './system-packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The locks of `python/locks`. */
export type Lock = 'pyrpl' | 'pyrpl-tests' | 'pymodaq-tests' | 'tools';

/** The packages of this project that PyMoDAQ finds by their entry points, so that they must be installed. */
const PLUGIN_PACKAGES = ['pyrpl_mux', 'pymodaq_plugins_pyrpl_mux'];

/** What the metadata of an editable package is made of; its modules are read where they are. */
const METADATA_FILES = ['pyproject.toml', 'hatch_build.py', 'README.md', 'README.rst'];

/**
 * The interpreter of the environment of a lock, which is made if it is missing or the lock has changed. Where Qt lacks
 * libraries of a Debian or Ubuntu, root gets them installed.
 *
 * @throws PythonEnvironmentError with a sentence if there can be none
 */
export async function lockedPython(lock: Lock): Promise<string> {
  const python = await makeEnvironment({
    folder: join(root, '.cache', 'python', lock),
    lock: join(root, 'python', 'locks', `${lock}.txt`),
    say,
  });
  if (lock === 'tools') return python;
  if (lock === 'pymodaq-tests') addPluginPackages(python);
  const load = lock === 'pymodaq-tests' ? importQt : importPyrpl;
  try {
    await load(python);
  } catch (error) {
    if (!(error instanceof MissingLibraryError) || !isRootOfDebian()) throw error;
    say(`Installing the libraries that Qt needs: ${QT_SYSTEM_PACKAGES.join(' ')} ...`);
    installSystemPackages(QT_SYSTEM_PACKAGES);
    await load(python);
  }
  return python;
}

/** Puts the packages of this project into an environment, editable, and again when their metadata has changed. */
function addPluginPackages(python: string): void {
  const folders = PLUGIN_PACKAGES.map((name) => join(root, 'python', name));
  const hash = createHash('sha256');
  for (const file of folders.flatMap((folder) => METADATA_FILES.map((name) => join(folder, name))))
    if (existsSync(file)) hash.update(file).update(readFileSync(file));
  const wanted = hash.digest('hex');
  // Beside the environment's own stamp: an environment that is made anew loses both.
  const stamp = join(dirname(dirname(python)), 'plugin-packages.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Installing ${PLUGIN_PACKAGES.join(' and ')} as they stand here ...`);
  const options = ['--quiet', '--no-deps', '--no-build-isolation'];
  const editable = folders.flatMap((folder) => ['--editable', folder]);
  const stdio: ['ignore', 2, 2] = ['ignore', 2, 2];
  const uv = spawnSync('uv', ['pip', 'install', '--python', python, ...options, ...editable], { stdio });
  const { status } =
    uv.error === undefined
      ? uv
      : spawnSync(python, ['-m', 'pip', 'install', ...options, ...editable], { stdio });
  if (status !== 0)
    throw new PythonEnvironmentError(
      'The packages of this project could not be installed; the reason stands above. They are tried again the next time.',
    );
  writeFileSync(stamp, wanted);
}

/** Imports what PyMoDAQ uses of Qt once. */
async function importQt(python: string): Promise<void> {
  const { status, stderr } = spawnSync(python, ['-c', 'import PyQt6.QtWidgets, PyQt6.QtSvg'], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new MissingLibraryError(
    `Qt can't be imported by ${python}: ${stderr.trim().split('\n').at(-1) ?? ''}. On Debian or Ubuntu: ` +
      `apt-get install ${QT_SYSTEM_PACKAGES.join(' ')}`,
  );
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
