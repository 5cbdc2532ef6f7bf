/** `npm run bench:dashboard [-- --seconds N --json FILE]`: installs what is missing, then measures the dashboard. */
import { join } from 'node:path';
import { buildDashboard } from './built-dashboard.js';
import { root } from './prepare.js';
import { runProgram } from './run-program.js';

const program = join(root, 'bench', 'dashboard.ts');
runProgram(['--conditions=source', program, ...process.argv.slice(2)], buildDashboard);
