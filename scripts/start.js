/** `npm start`: installs what is missing, then runs `pyrpl-mux serve` with the arguments given. */
import { join } from 'node:path';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

runProgram([join(root, 'packages', 'worker', 'bin', 'pyrpl-mux.js'), 'serve', ...process.argv.slice(2)]);
