/**
 * What every script does first: installs what is missing and finds the project's own Node. Plain JavaScript for
 * Node >= 20, for it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Oldest Node that runs TypeScript sources. */
const OLDEST = [22, 18];

/**
 * Installs what the lock file names if `node_modules` is missing or older. Everything it says goes to stderr.
 *
 * @returns the path of a Node that runs the project
 * @throws Error with a sentence if the packages can't be installed or no such Node is there
 */
export function prepare() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (
    !existsSync(installed) ||
    statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
  ) {
    process.stderr.write('Installing the packages of package-lock.json ...\n');
    install();
  }
  return findNode();
}

function install() {
  const npm = process.env.npm_execpath;
  // Not `npm ci`: it insists that the lock file names the binary packages of systems that its author's registry lacks.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  // Without npm_execpath the command is a fixed text for the system's shell, since npm is a batch file on Windows.
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true });
  if (error) throw new Error(`npm can't be run: ${error.message}. Install Node with npm, then try again.`);
  if (status !== 0)
    throw new Error(`"npm install" failed with exit code ${status}; its reason stands above.`);
}

function findNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  throw new Error(
    `There is no packaged Node for ${process.platform} on ${process.arch}, and this is Node ${process.versions.node}: ` +
      `install Node ${OLDEST.join('.')} or newer (24 is best), then try again.`,
  );
}
