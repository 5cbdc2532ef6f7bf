/** `npm run test:hil`: installs what is missing, then runs the hardware-in-the-loop suite with the arguments given. */
import { join } from 'node:path';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

runProgram(['--conditions=source', join(root, 'e2e', 'hil', 'run.ts'), ...process.argv.slice(2)]);
