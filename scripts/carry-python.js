/**
 * Puts what the PyRPL backend needs of `python` into the package of the worker while it is packed; `--remove` takes it away
 * again. Plain JavaScript for Node >= 20.
 */
import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './prepare.js';

/** The modules of the Python child, and the list of packages that they need. */
const CARRIED = [
  ['pyrpl_mux', 'src', 'pyrpl_mux'],
  ['locks', 'pyrpl.txt'],
];

const copy = join(root, 'packages', 'worker', 'python');
rmSync(copy, { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  for (const path of CARRIED) {
    const filter = (source) => basename(source) !== '__pycache__';
    cpSync(join(root, 'python', ...path), join(copy, ...path), { recursive: true, filter });
  }
}
