/**
 * `npm test`: installs what is missing, builds the web page, runs every suite (vitest, the tests of the Python packages, a
 * part of PyRPL's own tests, the PyMoDAQ plugins in PyMoDAQ) and ends with the line `N passed, N failed`. With arguments
 * only vitest runs, which gets them; but for `--fail-on-skip`, which counts a skipped suite as a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildDashboard } from './built-dashboard.js';
import { prepare, root } from './prepare.js';
import { PYMODAQ_SUITES, PYTHON_SUITE, pytestArguments, pytestEnvironment } from './pytest-suites.js';

const FAIL_ON_SKIP = '--fail-on-skip';
const reports = join(root, '.cache');

try {
  const node = prepare();
  buildDashboard(node);
  mkdirSync(reports, { recursive: true });
  const args = process.argv.slice(2).filter((argument) => argument !== FAIL_ON_SKIP);
  // First, for suites of vitest need it too, and two that run at once must not make it at once.
  const hasPython = ['pyrpl-tests', 'pymodaq-tests'].every((lock) => makePythonEnvironment(node, lock));
  const hasBrowser = bringChromium(node);
  const tallies = [runVitest(node, args)];
  if (!hasBrowser) tallies.push({ passed: 0, failed: 1, skipped: 0, skippedSuites: [] });
  if (!hasPython) tallies.push({ passed: 0, failed: 1, skipped: 0, skippedSuites: [] });
  else if (args.length === 0) {
    tallies.push(runPytest(node, PYTHON_SUITE), runPyrplTests(node));
    for (const suite of PYMODAQ_SUITES) tallies.push(runPytest(node, suite));
  }
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  for (const suite of tallies.flatMap(({ skippedSuites }) => [...skippedSuites]))
    process.stdout.write(`skipped: ${suite}\n`);
  const skipped = sum('skipped') === 0 ? '' : `, ${sum('skipped')} skipped`;
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`);
  const unwanted = process.argv.includes(FAIL_ON_SKIP) && sum('skipped') > 0;
  process.exitCode = sum('failed') > 0 || unwanted ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}

/** Makes the environment of a lock; where there can be none it is said why. */
function makePythonEnvironment(node, lock) {
  const program = ['--conditions=source', join(root, 'scripts', 'run-python.ts'), lock, '-c', ''];
  return spawnSync(node, program, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Sees to it that there is a browser for the dashboard's tests; where there can be none it is said why. */
function bringChromium(node) {
  const program = ['--conditions=source', join(root, 'scripts', 'bring-chromium.ts')];
  return spawnSync(node, program, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Runs vitest with the human's report on the terminal and a report for this script in a file. */
function runVitest(node, args) {
  const report = join(reports, 'vitest.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status, text } = runForReport(node, [vitest, 'run', ...reporters, ...args], report);
  if (text === null) throw new Error(`vitest ended with exit code ${status} before it could report.`);
  return countVitest(JSON.parse(text), status);
}

/** Runs a suite of pytest. */
function runPytest(node, suite) {
  process.stdout.write(`\nTests of ${suite.name}\n`);
  const report = join(reports, `pytest-${suite.name.replaceAll('/', '-')}.xml`);
  const pytest = pytestArguments(suite, [`--junit-xml=${report}`, suite.folder]);
  const { status, text } = runForReport(node, pytest, report, pytestEnvironment(node));
  const count = (name) =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text ?? '')?.[1] ?? 0);
  const [failed, skipped] = [count('failures') + count('errors'), count('skipped')];
  const passed = Math.max(0, count('tests') - failed - skipped);
  const skippedSuites = skipped > 0 ? [suite.name] : [];
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped, skippedSuites };
}

/** Runs the part of PyRPL's own tests that covers most, against the simulated board. */
function runPyrplTests(node) {
  process.stdout.write('\nPyRPL’s own tests\n');
  const report = join(reports, 'pyrpl', 'tally.json');
  const program = ['--conditions=source', join(root, 'e2e', 'pyrpl', 'run.ts')];
  const { status, text } = runForReport(node, program, report);
  const { passed, failed } = text === null ? { passed: 0, failed: 0 } : JSON.parse(text);
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped: 0, skippedSuites: [] };
}

/** Runs a program of the project; `text` is what it has written to `report`, null if nothing. */
function runForReport(node, args, report, environment = {}) {
  rmSync(report, { force: true });
  const env = { ...process.env, ...environment };
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  return { status, text: existsSync(report) ? readFileSync(report, 'utf8') : null };
}

function countVitest(report, status) {
  const tally = { passed: 0, failed: 0, skipped: 0, skippedSuites: new Set() };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed += 1;
      else if (test.status === 'failed') tally.failed += 1;
      else {
        tally.skipped += 1;
        const name = test.ancestorTitles[0] ?? test.title;
        tally.skippedSuites.add(`${name} (${relative(root, file.name)})`);
      }
    }
    const loaded = file.assertionResults.length > 0;
    if (file.status === 'failed' && !loaded) tally.failed += 1;
  }
  // An error outside of every test, such as an unhandled rejection, shows in the exit code only.
  if (status !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}
