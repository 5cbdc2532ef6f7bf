/** The web page, as the worker serves it: built from `packages/dashboard`. Plain JavaScript for Node >= 20. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.js';

/** Where the worker's package has the page. */
export const DASHBOARD = join(root, 'packages', 'worker', 'dashboard');

/** What the page is made from. */
const SOURCES = [
  'packages/dashboard',
  'packages/client/src',
  'package-lock.json',
  'scripts/built-dashboard.js',
];

/**
 * Builds the page if one of its sources is newer. Who looks while it is being built finds the older page or the new one.
 * Everything that it says goes to stderr.
 *
 * @param {string} node path of a Node that runs the project
 * @throws Error with a sentence if it can't be built
 */
export function buildDashboard(node) {
  const sources = SOURCES.map((source) => newest(join(root, source)));
  if (modified(join(DASHBOARD, 'index.html')) > Math.max(...sources)) return;
  const begun = new Date();
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'page-'));
  try {
    const built = join(folder, 'built');
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = ['build', join(root, 'packages', 'dashboard'), '--outDir', built, '--logLevel', 'warn'];
    const { status, error } = spawnSync(node, [vite, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0)
      throw new Error(
        `The page was not built: ${error?.message ?? 'the reason of vite stands above'}. Nothing was replaced.`,
      );
    // A source that was changed meanwhile is newer than the page.
    utimesSync(join(built, 'index.html'), begun, begun);
    replace(built, join(folder, 'older'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the page in its place. Another process may be about to do the same. */
function replace(built, older) {
  try {
    renameSync(DASHBOARD, older);
  } catch (error) {
    if (error.code !== 'ENOENT') throw new Error(`The older page can't be replaced: ${error.message}.`);
  }
  try {
    renameSync(built, DASHBOARD);
  } catch (error) {
    if (!existsSync(join(DASHBOARD, 'index.html'))) throw error;
  }
}

/** When the newest file or folder below a path was changed [ms]. */
function newest(path) {
  const own = modified(path);
  if (!statSync(path).isDirectory()) return own;
  const entries = readdirSync(path).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  return entries.reduce((time, name) => Math.max(time, newest(join(path, name))), own);
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
