/** `npm start`: installs what is missing, builds the web page, then runs `pyrpl-mux serve` with the arguments given. */
import { join } from 'node:path';
import { buildDashboard } from './built-dashboard.js';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

const program = join(root, 'packages', 'worker', 'bin', 'pyrpl-mux.js');
runProgram([program, 'serve', ...process.argv.slice(2)], buildDashboard);
