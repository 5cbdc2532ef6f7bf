import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  importPyrpl,
  MissingLibraryError,
  makeEnvironment,
  QT_SYSTEM_PACKAGES,
} from '../packages/worker/src/backend/pyrpl/python-environment-install.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The locks of `python/locks`. */
export type Lock = 'pyrpl' | 'pyrpl-tests' | 'tools';

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
  try {
    await importPyrpl(python);
  } catch (error) {
    if (!(error instanceof MissingLibraryError) || !isRootOfDebian()) throw error;
    say(`Installing the libraries that Qt needs: ${QT_SYSTEM_PACKAGES.join(' ')} ...`);
    aptGet('update', '--quiet');
    aptGet('install', '--quiet', '--yes', '--no-install-recommends', ...QT_SYSTEM_PACKAGES);
    await importPyrpl(python);
  }
  return python;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function isRootOfDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function aptGet(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
}
