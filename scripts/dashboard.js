/** `npm run build:dashboard`: installs what is missing, and builds the web page if one of its sources is newer. */
import { buildDashboard } from './built-dashboard.js';
import { prepare } from './prepare.js';

try {
  buildDashboard(prepare());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
