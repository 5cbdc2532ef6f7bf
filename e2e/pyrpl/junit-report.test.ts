import { describe, expect, it } from 'vitest';
import { parseJunitReport } from './junit-report.ts';

const around = (cases: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" tests="3">${cases}</testsuite></testsuites>`;

const CLASS = 'pyrpl.test.test_hardware_modules.test_scope.TestScope';
const PATH = 'test_hardware_modules/test_scope.py';
const parse = (cases: string) => parseJunitReport(around(cases), PATH);

describe('the report of pytest', () => {
  it('names each test as pytest does, with its parameters', () => {
    const results = parse(
      `<testcase classname="${CLASS}" name="test_a[0]" time="0.1" /><testcase classname="pyrpl.test.test_hardware_modules.test_scope" name="test_b" time="0.1"></testcase>`,
    );
    expect(results).toEqual([
      { id: `${PATH}::TestScope::test_a[0]`, outcome: 'passed', failures: [] },
      { id: `${PATH}::test_b`, outcome: 'passed', failures: [] },
    ]);
  });

  it('has one failure for each subtest, and not the count of them', () => {
    const [result] = parse(
      `<testcase classname="${CLASS}" name="test_a"><failure message="AssertionError: (&apos;value&apos;, 1)&#10;assert 1 &lt; 0">text &lt;here&gt;</failure><failure message="assert &quot;x&quot; &amp;amp; y">t</failure><failure message="contains 2 failed subtests">contains 2 failed subtests</failure></testcase>`,
    );
    expect(result).toEqual({
      id: `${PATH}::TestScope::test_a`,
      outcome: 'failed',
      failures: ["AssertionError: ('value', 1)\nassert 1 < 0", 'assert "x" &amp; y'],
    });
  });

  it('keeps a count of failed subtests that stands alone', () => {
    const [result] = parse(
      `<testcase classname="${CLASS}" name="test_a"><failure message="contains 2 failed subtests">x</failure></testcase>`,
    );
    expect(result?.outcome).toBe('failed');
  });

  it('counts an error of the tear-down as a failure of the test that passed', () => {
    const results = parse(
      `<testcase classname="${CLASS}" name="test_a" /><testcase classname="${CLASS}" name="test_a"><error message="failed on teardown">x</error></testcase>`,
    );
    expect(results).toEqual([
      { id: `${PATH}::TestScope::test_a`, outcome: 'failed', failures: ['failed on teardown'] },
    ]);
  });

  it('tells a skipped test from one that passed', () => {
    const [result] = parse(
      `<testcase classname="${CLASS}" name="test_a"><skipped type="pytest.skip" message="no">x</skipped></testcase>`,
    );
    expect(result?.outcome).toBe('skipped');
  });

  it('reports a file that can not be imported', () => {
    const results = parse(
      '<testcase classname="" name="pyrpl.test.test_hardware_modules.test_scope"><error message="collection failure">x</error></testcase>',
    );
    expect(results).toEqual([{ id: PATH, outcome: 'failed', failures: ['collection failure'] }]);
  });

  it('refuses tests of another file', () => {
    expect(() => parse('<testcase classname="pyrpl.test.test_na.TestNA" name="test_a" />')).toThrow(
      'another file',
    );
  });

  it('refuses a report that was cut off', () => {
    const text = around(`<testcase classname="${CLASS}" name="test_a" />`);
    expect(() => parseJunitReport(text.slice(0, -10), PATH)).toThrow('not whole');
    expect(() => parseJunitReport('', PATH)).toThrow('not whole');
  });
});
