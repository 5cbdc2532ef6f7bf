/** `npm run test:pyrpl`: installs what is missing, then runs PyRPL's own tests with the arguments given. */
import { join } from 'node:path';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

runProgram(['--conditions=source', join(root, 'e2e', 'pyrpl', 'run.ts'), ...process.argv.slice(2)]);
