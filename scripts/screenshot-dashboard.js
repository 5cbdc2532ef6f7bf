/** `npm run screenshot:dashboard [-- FOLDER]`: installs what is missing, then takes the pictures of the docs. */
import { join } from 'node:path';
import { buildDashboard } from './built-dashboard.js';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

const program = join(root, 'scripts', 'screenshot-dashboard.ts');
runProgram(['--conditions=source', program, ...process.argv.slice(2)], buildDashboard);
