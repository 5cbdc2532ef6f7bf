/**
 * `npm test`: installs what is missing, runs every suite, and ends with the line `N passed, N failed`. Arguments go to
 * vitest, but for `--fail-on-skip`, which counts a skipped suite as a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prepare, root } from './prepare.js';

const FAIL_ON_SKIP = '--fail-on-skip';

try {
  const tally = runVitest(
    prepare(),
    process.argv.slice(2).filter((argument) => argument !== FAIL_ON_SKIP),
  );
  const suites = [...tally.skippedSuites];
  for (const suite of suites) process.stdout.write(`skipped: ${suite}\n`);
  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
  const unwanted = process.argv.includes(FAIL_ON_SKIP) && tally.skipped > 0;
  process.exitCode = tally.failed > 0 || unwanted ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}

/** Runs vitest with the human's report on the terminal and a report for this script in a file. */
function runVitest(node, args) {
  const report = join(root, '.cache', 'vitest.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(node, [vitest, 'run', ...reporters, ...args], { cwd: root, stdio: 'inherit' });
  if (!existsSync(report)) throw new Error(`vitest ended with exit code ${status} before it could report.`);
  return count(JSON.parse(readFileSync(report, 'utf8')), status);
}

function count(report, status) {
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
