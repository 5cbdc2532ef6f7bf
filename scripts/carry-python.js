/**
 * Puts what the PyRPL backend needs of `python` into the package of the worker while it is packed; `--remove` takes it away
 * again. Plain JavaScript for Node >= 20.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { carryPython } from './carried-python.js';
import { root } from './prepare.js';

const copy = join(root, 'packages', 'worker', 'python');
if (process.argv.includes('--remove')) rmSync(copy, { recursive: true, force: true });
else carryPython(copy);
