import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../rig/program.ts';
import { parseJunitReport, type TestResult } from './junit-report.ts';
import { runPytest } from './pytest-session.ts';
import { startBoard } from './simulated-board.ts';
import type { TestFile } from './test-files.ts';

/** What running a file needs. */
export interface FileRun {
  readonly python: string;
  /** The folder that holds the package `pyrpl`. */
  readonly packages: string;
  /** Where reports and logs stay. */
  readonly reports: string;
  /** Further arguments of `pyrpl-mux simulate`. */
  readonly boardArgs: readonly string[];
  /** Whether all of the file is run, or only what belongs to the part. */
  readonly whole: boolean;
  readonly interrupted: AbortSignal;
}

/** How a file went. */
export interface FileOutcome {
  readonly results: readonly TestResult[];
  /** Why not all of its tests have a result, as a sentence; null if all have. */
  readonly problem: string | null;
  /** Path of all that pytest printed; there is no such file if it was not started. */
  readonly log: string;
  /** Duration [s]. */
  readonly duration: number;
}

/** How many tests of a file are to be run. */
export function plannedTests({ part, tests }: TestFile, whole: boolean): number {
  return whole || part === 'all' ? tests : part.length;
}

/** Runs the tests of one file in a session of their own, against a board of their own. */
export async function runFile(file: TestFile, run: FileRun): Promise<FileOutcome> {
  const began = performance.now();
  const name = file.path.replace(/^.*\//, '').replace(/\.py$/, '');
  const stem = file.path.replace(/\.py$/, '').replaceAll('/', '-');
  const [report, log] = [join(run.reports, `${stem}.xml`), join(run.reports, `${stem}.log`)];
  await mkdir(run.reports, { recursive: true });
  await Promise.all([rm(report, { force: true }), rm(log, { force: true })]);
  await using folder = await temporaryFolder();
  const args = ['--name', name, ...(file.board ?? []), ...run.boardArgs];
  const started = await startBoard(join(folder.path, 'board'), args).catch(messageOf);
  if (typeof started === 'string') {
    run.interrupted.throwIfAborted();
    return { results: [], problem: started, log, duration: (performance.now() - began) / 1000 };
  }
  await using board = started;
  const ending = new AbortController();
  const limit = setTimeout(
    () => ending.abort(`It was ended after its limit of ${file.limit} s.`),
    file.limit * 1000,
  );
  void board.exited.then((code) =>
    ending.abort(`The simulated board ended by itself with exit code ${code}: ${board.log().trim()}`),
  );
  const path = join('pyrpl', 'test', file.path);
  const tests = run.whole || file.part === 'all' ? [path] : file.part.map((test) => `${path}::${test}`);
  const end = AbortSignal.any([ending.signal, run.interrupted]);
  let code: number | null;
  try {
    code = await runPytest({ ...run, tests, folder: join(folder.path, 'session'), report, log, board, end });
  } finally {
    clearTimeout(limit);
  }
  run.interrupted.throwIfAborted();
  const results = existsSync(report) ? parseJunitReport(await readFile(report, 'utf8'), file.path) : [];
  return {
    results,
    problem: problemOf(code, end, results, plannedTests(file, run.whole)),
    log,
    duration: (performance.now() - began) / 1000,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}

function problemOf(
  code: number | null,
  end: AbortSignal,
  results: readonly TestResult[],
  planned: number,
): string | null {
  if (code === null) return String(end.reason);
  if (results.length === planned) return null;
  return `pytest ended with exit code ${code} and reported ${results.length} of ${planned} tests.`;
}
