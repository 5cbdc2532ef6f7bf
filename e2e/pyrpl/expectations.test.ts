import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExpectedFailure, judge, readExpectations } from './expectations.ts';
import { TEST_FILES, type TestFile, testFileNamed } from './test-files.ts';

const files: readonly TestFile[] = [
  { path: 'test_na.py', group: 'board', tests: 39, part: 'all', limit: 1 },
  { path: 'test_lockbox.py', group: 'board', tests: 1, part: 'all', limit: 1 },
  { path: 'test_scope.py', group: 'strict', tests: 400, part: 'all', limit: 1 },
  { path: 'test_memory.py', group: 'host', tests: 400, part: 'all', limit: 1 },
];

const entry = (test: string): ExpectedFailure => ({
  test,
  assertions: ['assert 1 == 2'],
  limit: 'The model computes this filter in steps of 16 cycles.',
});

const read = (...failures: readonly unknown[]) => readExpectations(JSON.stringify({ failures }), files);

describe('the list of expectations', () => {
  it('may name no test of registers, dsp inputs, sampler, scope, scope-asg-ams, pid-na-iq and trig', () => {
    expect(() => read(entry('test_scope.py::TestScope::test_a'))).toThrow('may be excused');
    const strict = TEST_FILES.filter(({ group }) => group === 'strict').map(({ path }) => path);
    for (const name of ['registers', 'dsp_inputs', 'sampler', 'scope', 'scope_asg_ams', 'pid_na_iq', 'trig'])
      expect(strict).toContain(testFileNamed(name).path);
  });

  it('may name at most 5 % of the other tests that need a board', () => {
    const two = [entry('test_na.py::TestNA::test_a'), entry('test_lockbox.py::TestLockbox::test_b')];
    expect(read(...two)).toHaveLength(2);
    expect(() => read(...two, entry('test_na.py::TestNA::test_c'))).toThrow('at most 2 of 40');
  });

  it('may name no test that needs nothing of the board', () => {
    expect(() => read(entry('test_memory.py::TestMemory::test_load'))).toThrow('may be excused');
  });

  it('may name no unknown file and none twice', () => {
    expect(() => read(entry('test_nothing.py::test_a'))).toThrow('PyRPL has not');
    expect(() => read(entry('test_na.py::test_a'), entry('test_na.py::test_a'))).toThrow('twice');
  });

  it('gives the failing assertion and the limit of the model as a sentence', () => {
    const { assertions: _, ...rest } = entry('test_na.py::test_a');
    expect(() => read(rest)).toThrow('assertions');
    expect(() => read({ ...entry('test_na.py::test_a'), limit: 'slow' })).toThrow('sentence');
  });

  it('of this project keeps these rules', () => {
    const text = readFileSync(new URL('expectations.json', import.meta.url), 'utf8');
    expect(() => readExpectations(text, TEST_FILES)).not.toThrow();
  });
});

describe('a result beside its expectation', () => {
  const id = 'test_na.py::TestNA::test_a';
  const expected = [entry(id)];

  it('an unexpected pass fails too', () => {
    expect(judge({ id, outcome: 'passed', failures: [] }, expected)).toMatchObject({
      verdict: 'failed',
      reasons: [expect.stringContaining('take it off the list')],
    });
  });

  it('is excused for the listed assertion only', () => {
    expect(judge({ id, outcome: 'failed', failures: ['E assert 1 == 2'] }, expected).verdict).toBe('excused');
    expect(judge({ id, outcome: 'failed', failures: ['E assert 1 == 3'] }, expected)).toMatchObject({
      verdict: 'failed',
      reasons: ['E assert 1 == 3', 'Expected was the failure "assert 1 == 2".'],
    });
    const both = ['assert 1 == 2', 'assert 3 == 4'];
    expect(judge({ id, outcome: 'failed', failures: both }, expected).verdict).toBe('failed');
  });

  it('fails where nothing was expected, and where the test was skipped', () => {
    expect(judge({ id, outcome: 'failed', failures: ['x'] }, [])).toEqual({
      id,
      verdict: 'failed',
      reasons: ['x'],
    });
    expect(judge({ id, outcome: 'passed', failures: [] }, []).verdict).toBe('passed');
    expect(judge({ id, outcome: 'skipped', failures: [] }, []).verdict).toBe('failed');
  });
});

describe('a file named on the command line', () => {
  it('is found by its path, its name, and its name without test_ and .py', () => {
    for (const name of ['test_hardware_modules/test_scope.py', 'test_scope.py', 'test_scope', 'scope'])
      expect(testFileNamed(name).path).toBe('test_hardware_modules/test_scope.py');
  });

  it('is refused with a list where there is none', () => {
    expect(() => testFileNamed('scop')).toThrow('test_hardware_modules/test_scope.py');
  });
});
