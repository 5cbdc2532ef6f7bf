/**
 * `npm run test:pymodaq [-- ARGUMENT ...]`: installs what is missing, then runs the tests of the PyMoDAQ plugins, alone and in
 * whole dashboards. Arguments go to pytest; a path among them is run instead of everything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { prepare, root } from './prepare.js';
import { PYMODAQ_SUITES, pytestArguments, pytestEnvironment } from './pytest-suites.js';

/** Of pytest: there is no such test in this suite. */
const NOTHING_COLLECTED = 5;

try {
  const node = prepare();
  const args = process.argv.slice(2);
  const hasPath = args.some((argument) => existsSync(argument.split('::')[0]));
  const runs = hasPath
    ? [pytestArguments(PYMODAQ_SUITES[0], args)]
    : PYMODAQ_SUITES.map((suite) => pytestArguments(suite, [...args, suite.folder]));
  const env = { ...process.env, ...pytestEnvironment(node) };
  for (const run of runs) {
    const { status } = spawnSync(node, run, { cwd: root, stdio: 'inherit', env });
    if (status !== 0 && status !== NOTHING_COLLECTED) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
