/** `node scripts/python.js LOCK ARGUMENT ...`: installs what is missing, then runs the Python of one of `python/locks`. */
import { join } from 'node:path';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

runProgram(['--conditions=source', join(root, 'scripts', 'run-python.ts'), ...process.argv.slice(2)]);
