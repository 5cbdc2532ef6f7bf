/** What the PyRPL backend needs of `python`, wherever the program of the worker goes. Plain JavaScript for Node >= 20. */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './prepare.js';

/** The modules of the Python child. */
const MODULES = ['pyrpl_mux', 'src', 'pyrpl_mux'];

/** The list of packages that they need. */
const LOCK = ['locks', 'pyrpl.txt'];

/** Where the Python package has the program of the worker, for its wheel. */
export const BUNDLE = join(root, 'python', ...MODULES, '_worker');

/**
 * Copies it, in place of an older copy.
 *
 * @param {string} folder
 */
export function carryPython(folder) {
  rmSync(folder, { recursive: true, force: true });
  const modules = join(root, 'python', ...MODULES);
  const copy = join(folder, ...MODULES);
  mkdirSync(copy, { recursive: true });
  const filter = (source) => basename(source) !== '__pycache__';
  // One by one, since the copy may lie in the folder of the bundle, and a folder can't be copied into itself.
  for (const entry of readdirSync(modules)) {
    if (join(modules, entry) !== BUNDLE)
      cpSync(join(modules, entry), join(copy, entry), { recursive: true, filter });
  }
  mkdirSync(join(folder, LOCK[0]), { recursive: true });
  cpSync(join(root, 'python', ...LOCK), join(folder, ...LOCK));
}
