import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages of the system can be installed here: on a Debian or Ubuntu, as root. */
export function isRootOfDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages of a Debian or Ubuntu, as root; anywhere else it does nothing. What it says goes to stderr. */
export function installSystemPackages(packages: readonly string[]): void {
  if (!isRootOfDebian()) return;
  aptGet('update', '--quiet');
  aptGet('install', '--quiet', '--yes', '--no-install-recommends', ...packages);
}

function aptGet(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
}
