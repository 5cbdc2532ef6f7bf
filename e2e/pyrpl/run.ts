/*
 * Runs PyRPL's own tests against the simulated board: `npm run test:pyrpl [-- --help]`. Each file runs unmodified, in a
 * session of its own, against a board of its own. The last line is `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PythonEnvironmentError } from '../../packages/worker/src/backend/pyrpl/python-environment-interpreter.ts';
import { lockedPython } from '../../scripts/python-environment.ts';
import { readArguments, USAGE } from './arguments.ts';
import { type Judgement, judge, readExpectations } from './expectations.ts';
import { type FileOutcome, plannedTests, runFile } from './run-file.ts';
import { TEST_FILES, type TestFile } from './test-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = join(root, '.cache', 'pyrpl');

/** What interrupts a run; the last two exist on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

interface Tally {
  passed: number;
  failed: number;
  excused: number;
}

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args === null) {
    say(USAGE);
    return 0;
  }
  const { whole, boardArgs } = args;
  const expectations = readExpectations(
    await readFile(new URL('expectations.json', import.meta.url), 'utf8'),
    TEST_FILES,
  );
  const files = args.files.filter((file) => plannedTests(file, whole) > 0);
  const python = await lockedPython('pyrpl-tests');
  const packages = execFileSync(python, [
    '-c',
    'import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec("pyrpl").origin).parents[1])',
  ])
    .toString()
    .trim();
  const interruption = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => interruption.abort(`Interrupted by ${signal}.`));
  const run = {
    python,
    packages,
    reports,
    boardArgs,
    whole,
    interrupted: interruption.signal,
  };
  const tally: Tally = { passed: 0, failed: 0, excused: 0 };
  const began = performance.now();
  say(`${'PyRPL’s test file'.padEnd(46)} passed failed skipped excused     time`);
  for (const file of files) {
    const lacking = lackingFile(file, packages);
    if (lacking !== null) {
      say(`${file.path.padEnd(46)} not run: the published package has no ${lacking}`);
      continue;
    }
    const outcome = await runFile(file, run);
    const judgements = outcome.results.map((result) => judge(result, expectations));
    report(file, outcome, judgements, plannedTests(file, whole), tally);
  }
  await mkdir(reports, { recursive: true });
  await writeFile(join(reports, 'tally.json'), JSON.stringify(tally));
  if (tally.excused > 0) say(`${tally.excused} failed as expected; e2e/pyrpl/expectations.json tells why.`);
  say(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  say(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed > 0 ? 1 : 0;
}

/** The file that a test file reads and the package lacks, null if nothing is lacking. */
function lackingFile({ path, reads }: TestFile, packages: string): string | null {
  if (reads === undefined) return null;
  const wanted = join(dirname(path), reads);
  return existsSync(join(packages, 'pyrpl', 'test', wanted)) ? null : wanted;
}

/** Prints the line of a file and what failed in it, and adds it to the tally. */
function report(
  file: TestFile,
  outcome: FileOutcome,
  judgements: readonly Judgement[],
  planned: number,
  tally: Tally,
): void {
  const count = (verdict: Judgement['verdict']): number =>
    judgements.filter((judgement) => judgement.verdict === verdict).length;
  const skipped = outcome.results.filter((result) => result.outcome === 'skipped').length;
  // A test without a result has failed, and so has a file that can't be judged as a whole.
  const lost = Math.max(0, planned - judgements.length);
  const failed = count('failed') + (outcome.problem !== null && lost === 0 ? 1 : lost);
  const columns = [count('passed'), failed, skipped, count('excused')];
  const cells = columns.map((value, index) => String(value).padStart([6, 6, 7, 7][index] ?? 0)).join(' ');
  say(`${file.path.padEnd(46)} ${cells} ${outcome.duration.toFixed(1).padStart(6)} s`);
  if (outcome.problem !== null)
    say(`    ${outcome.problem}${existsSync(outcome.log) ? ` See ${outcome.log}` : ''}`);
  for (const { id, verdict, reasons } of judgements) {
    if (verdict !== 'failed') continue;
    say(`    ${id}`);
    for (const reason of reasons) say(`        ${firstLines(reason)}`);
  }
  tally.passed += count('passed');
  tally.failed += failed;
  tally.excused += count('excused');
}

/** Enough of an assertion to recognise it; the log has all. */
function firstLines(text: string): string {
  const line = text.split('\n').slice(0, 2).join(' | ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (typeof error === 'string') {
    process.stderr.write(`${error} What was started has ended.\n`);
    process.exitCode = 130;
  } else if (error instanceof PythonEnvironmentError || error instanceof RangeError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
