/** `npm run bench:pymodaq [-- --seconds N]`: installs what is missing, then measures PyMoDAQ's dashboard with the plugins. */
import { join } from 'node:path';
import { prepare, root } from './prepare.js';
import { pytestEnvironment } from './pytest-suites.js';
import { runProgram } from './run-program.js';

try {
  Object.assign(process.env, pytestEnvironment(prepare()));
  const python = ['--conditions=source', join(root, 'scripts', 'run-python.ts'), 'pymodaq-tests'];
  runProgram([...python, join(root, 'e2e', 'pymodaq', 'bench.py'), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
