/** How one test ended. */
export interface TestResult {
  /** Path of its file below `pyrpl/test`, class and name, as pytest names it. */
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What failed, one text for each subtest; empty unless it failed. */
  readonly failures: readonly string[];
}

/** What pytest adds to the failures of the subtests. */
const SUBTESTS_FAILED = /^contains \d+ failed subtests?$/;

const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads the report that pytest writes for one test file (`--junit-xml`).
 *
 * @param path of the test file, below `pyrpl/test`
 * @throws SyntaxError if it is no such report, or not a whole one
 */
export function parseJunitReport(text: string, path: string): readonly TestResult[] {
  if (!/<testsuites\b/.test(text) || !/<\/testsuites>\s*$/.test(text)) {
    throw new SyntaxError('The report of pytest is not whole.');
  }
  const module = `pyrpl.test.${path.replace(/\.py$/, '').replaceAll('/', '.')}`;
  // A "<" is always escaped in what XML encloses, and ">" in what pytest writes into attributes.
  const cases = text.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs);
  const results = new Map<string, TestResult>();
  for (const [, attributes = '', content = ''] of cases) {
    const result = readCase(attributes, content, module, path);
    results.set(result.id, merge(results.get(result.id), result));
  }
  return [...results.values()];
}

/** A test whose tear-down failed too is reported twice. */
function merge(earlier: TestResult | undefined, result: TestResult): TestResult {
  if (earlier === undefined) return result;
  const failures = [...earlier.failures, ...result.failures];
  if (failures.length > 0) return { id: result.id, outcome: 'failed', failures };
  return earlier.outcome === 'passed' ? earlier : result;
}

function readCase(attributes: string, content: string, module: string, path: string): TestResult {
  const classname = attribute(attributes, 'classname') ?? '';
  const name = attribute(attributes, 'name');
  // A file that can't be imported is reported as a test without a class that has the module's name.
  const isWhole = classname === '' && name === module;
  if (name === undefined || !(isWhole || classname === module || classname.startsWith(`${module}.`))) {
    throw new SyntaxError(`The report of pytest names a test of another file: ${classname} ${name}`);
  }
  const classes = classname
    .slice(module.length + 1)
    .split('.')
    .filter((part) => part !== '');
  const id = isWhole ? path : [path, ...classes, name].join('::');
  const reasons = [...content.matchAll(/<(?:failure|error)\b([^>]*)/g)]
    .map(([, inner = '']) => attribute(inner, 'message') ?? 'no reason given')
    .filter((reason, _index, all) => all.length === 1 || !SUBTESTS_FAILED.test(reason));
  if (reasons.length > 0) return { id, outcome: 'failed', failures: reasons };
  return { id, outcome: /<skipped\b/.test(content) ? 'skipped' : 'passed', failures: [] };
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value?.replaceAll(/&(#x?)?([0-9a-zA-Z]+);/g, (whole, kind: string | undefined, code: string) => {
    if (kind === undefined) return ENTITIES.get(code) ?? whole;
    return String.fromCodePoint(Number.parseInt(code, kind === '#x' ? 16 : 10));
  });
}
