import { z } from 'zod';
import type { TestResult } from './junit-report.ts';
import type { TestFile } from './test-files.ts';

/** Largest share of the `board` tests that may be excused. */
const EXCUSED_SHARE = 0.05;

const expectedFailure = z.strictObject({
  test: z.string().min(1),
  assertions: z.array(z.string().min(8)).min(1),
  limit: z.string().regex(/^[A-Z].{20,}\.$/, 'must be a sentence'),
});

const expectationsFile = z.strictObject({ failures: z.array(expectedFailure) });

/** A test of PyRPL that is known to fail on the simulated board. */
export interface ExpectedFailure {
  /** As in {@link TestResult.id}. */
  readonly test: string;
  /** Texts that its failures contain: each of its failures one of them, and each of them in one of its failures. */
  readonly assertions: readonly string[];
  /** The limit of the model that makes it fail, as a sentence. */
  readonly limit: string;
}

/**
 * Reads `expectations.json`, and holds it to its rules: it names only tests of the `board` group, none twice, and at most
 * 5 % of them.
 *
 * @throws Error with a sentence if it breaks one
 */
export function readExpectations(text: string, files: readonly TestFile[]): readonly ExpectedFailure[] {
  const parsed = expectationsFile.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error(`The list of expectations is not understood: ${z.prettifyError(parsed.error)}`);
  const { failures } = parsed.data;
  const named = new Set<string>();
  for (const { test } of failures) {
    const file = files.find(({ path }) => test.startsWith(`${path}::`));
    if (file === undefined) throw new Error(`The list of expectations names ${test}, which PyRPL has not.`);
    if (file.group !== 'board')
      throw new Error(`The list of expectations names ${test}, but nothing of ${file.path} may be excused.`);
    if (named.has(test)) throw new Error(`The list of expectations names ${test} twice.`);
    named.add(test);
  }
  const total = files.filter(({ group }) => group === 'board').reduce((sum, { tests }) => sum + tests, 0);
  const most = Math.floor(EXCUSED_SHARE * total);
  if (failures.length > most)
    throw new Error(
      `The list of expectations names ${failures.length} tests, but at most ${most} of ${total} may be excused.`,
    );
  return failures;
}

/** A result beside what was expected of it. */
export interface Judgement {
  readonly id: string;
  readonly verdict: 'passed' | 'failed' | 'excused';
  /** Why it counts as failed, one line each; empty otherwise. */
  readonly reasons: readonly string[];
}

/**
 * Compares a result with the expectations. What fails must be expected with that assertion, what is expected must fail, and a
 * skipped test proves nothing.
 */
export function judge(result: TestResult, expectations: readonly ExpectedFailure[]): Judgement {
  const { id, outcome, failures } = result;
  const expected = expectations.find(({ test }) => test === id);
  const failed = (...reasons: readonly string[]): Judgement => ({ id, verdict: 'failed', reasons });
  if (outcome === 'skipped') return failed('It was skipped.');
  if (outcome === 'passed') {
    if (expected === undefined) return { id, verdict: 'passed', reasons: [] };
    return failed(`It passed, but is expected to fail: take it off the list. (${expected.limit})`);
  }
  if (expected === undefined) return failed(...failures);
  const unexpected = failures.filter((text) => !expected.assertions.some((part) => text.includes(part)));
  const missed = expected.assertions.filter((part) => !failures.some((text) => text.includes(part)));
  if (unexpected.length === 0 && missed.length === 0) return { id, verdict: 'excused', reasons: [] };
  return failed(...unexpected, ...missed.map((part) => `Expected was the failure "${part}".`));
}
