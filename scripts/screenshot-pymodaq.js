/** `npm run screenshot:pymodaq [-- FILE]`: installs what is missing, then takes the picture of the docs. */
import { join } from 'node:path';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

const program = join(root, 'scripts', 'screenshot-pymodaq.ts');
runProgram(['--conditions=source', program, ...process.argv.slice(2)]);
