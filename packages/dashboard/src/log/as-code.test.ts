import { describe, expect, it } from 'vitest';
import { commandLine } from './as-command-line.ts';
import { python } from './as-python.ts';
import { typescript } from './as-typescript.ts';
import type { CodeLanguage } from './code-language.ts';
import { sentParams } from './sent-value.ts';

function code(language: CodeLanguage, name: string, params: Record<string, unknown>, most?: number): string {
  return language.command(name, sentParams(params), most).text;
}

/** Every kind of value, and what is awkward about it. */
const AWKWARD = {
  zero: -0,
  small: 1e-7,
  large: 1e21,
  infinite: Number.POSITIVE_INFINITY,
  on: true,
  off: false,
  nothing: null,
  left_out: undefined,
  list: [1, -2.5, [3, null]],
  samples: Float32Array.of(0.5, -1),
  record: { a: 'b', 'c d': [true] },
};

const TEXTS = [
  'it\'s "quoted"',
  'back\\slash\\"',
  'two\nlines\ttab',
  'µ 測定 😀',
  '\u2028\u0085',
  "$HOME `id` $(id) ' %PATH% !",
];

describe('Python', () => {
  it('writes each kind of value', () => {
    expect(code(python, 'pid_configure', { channel: 'pid0', p: 0.1 })).toBe(
      'client.command("pid_configure", channel="pid0", p=0.1)',
    );
    expect(code(python, 'ping', {})).toBe('client.command("ping")');
    expect(code(python, 'x', AWKWARD)).toBe(
      'client.command("x", zero=0, small=1e-7, large=1e+21, infinite=None, on=True, off=False, nothing=None, ' +
        'list=[1, -2.5, [3, None]], samples=[0.5, -1], record={"a": "b", "c d": [True]})',
    );
    expect(TEXTS.map((text) => code(python, 'x', { text }))).toEqual([
      'client.command("x", text="it\'s \\"quoted\\"")',
      'client.command("x", text="back\\\\slash\\\\\\"")',
      'client.command("x", text="two\\nlines\\ttab")',
      'client.command("x", text="µ 測定 😀")',
      'client.command("x", text="\\u2028\\u0085")',
      'client.command("x", text="$HOME `id` $(id) \' %PATH% !")',
    ]);
  });

  it('writes names that are no names of arguments', () => {
    expect(code(python, 'x', { lambda: 1, 'a-b': 2, c: 3 })).toBe(
      'client.command("x", c=3, **{"lambda": 1, "a-b": 2})',
    );
    expect(code(python, 'x', { deadline: 1, c: 'd' })).toBe('client.send("x", {"deadline": 1, "c": "d"})');
  });
});

describe('TypeScript', () => {
  it('writes each kind of value', () => {
    expect(code(typescript, 'pid_configure', { channel: 'pid0', p: 0.1 })).toBe(
      "await client.command('pid_configure', { channel: 'pid0', p: 0.1 });",
    );
    expect(code(typescript, 'ping', {})).toBe("await client.command('ping');");
    expect(code(typescript, 'x', AWKWARD)).toBe(
      "await client.command('x', { zero: 0, small: 1e-7, large: 1e+21, infinite: null, on: true, off: false, " +
        "nothing: null, list: [1, -2.5, [3, null]], samples: [0.5, -1], record: { a: 'b', 'c d': [true] } });",
    );
    expect(TEXTS.map((text) => code(typescript, 'x', { text }))).toEqual([
      "await client.command('x', { text: 'it\\'s \"quoted\"' });",
      "await client.command('x', { text: 'back\\\\slash\\\\\"' });",
      "await client.command('x', { text: 'two\\nlines\\ttab' });",
      "await client.command('x', { text: 'µ 測定 😀' });",
      "await client.command('x', { text: '\\u2028\\u0085' });",
      "await client.command('x', { text: '$HOME `id` $(id) \\' %PATH% !' });",
    ]);
    expect(code(typescript, 'x', Object.fromEntries([['__proto__', 1]]))).toBe(
      "await client.command('x', { ['__proto__']: 1 });",
    );
  });
});

describe('the command line', () => {
  it('writes each kind of value', () => {
    expect(code(commandLine, 'pid_configure', { channel: 'pid0', p: 0.1 })).toBe(
      'npx pyrpl-mux call pid_configure channel=pid0 p=0.1',
    );
    expect(code(commandLine, 'ping', {})).toBe('npx pyrpl-mux call ping');
    const { nothing, infinite, ...awkward } = AWKWARD;
    expect([nothing, infinite]).toEqual([null, Number.POSITIVE_INFINITY]);
    expect(code(commandLine, 'x', awkward)).toBe(
      'npx pyrpl-mux call x zero=0 small=1e-7 large=1e+21 on=true off=false ' +
        '"list=[1, -2.5, [3, null]]" "samples=[0.5, -1]" ' +
        '\'record={"a": "b", "c d": [true]}\'',
    );
    expect(code(commandLine, 'x', { several: ['in1', 'asg0'], one: ['in1'], mixed: ['in 1', 'a,b'] })).toBe(
      `npx pyrpl-mux call x "several=in1,asg0" 'one=["in1"]' 'mixed=["in 1", "a,b"]'`,
    );
  });

  it('quotes so that no shell sees more than a text', () => {
    expect(code(commandLine, 'x', { name: 'my state' })).toBe('npx pyrpl-mux call x "name=my state"');
    expect(code(commandLine, 'x', { name: 'µ 測定; a & b' })).toBe(
      'npx pyrpl-mux call x "name=µ 測定; a & b"',
    );
    expect(code(commandLine, 'x', { name: TEXTS[0] })).toBe(`npx pyrpl-mux call x 'name=it'\\''s "quoted"'`);
    for (const text of ['a"b', 'a$b', 'a`b', 'a\\b', 'a!b', 'a%b', 'a\nb', 'a”b'])
      expect(code(commandLine, 'x', { text })).toBe(`npx pyrpl-mux call x 'text=${text}'`);
  });

  it('says what it cannot say', () => {
    const problem = (params: Record<string, unknown>): string | null =>
      commandLine.command('x', sentParams(params)).problem;
    expect(problem({ a: null })).toBe("a is null, which can't be given on a command line.");
    expect(problem({ a: Number.NaN })).toBe("a is null, which can't be given on a command line.");
    for (const a of ['\0', '\ud800'])
      expect(problem({ a })).toBe("a holds a character that can't be given on a command line.");
    expect(problem({ data: new Float32Array(16_384).fill(0.123456789) })).toMatch(/^This is longer/);
    expect(problem({ data: new Float32Array(1024).fill(0.123456789), text: 'µ' })).toBeNull();
  });
});

it('long lists are abridged where they are only looked at', () => {
  const data = Array.from({ length: 16_384 }, (_, index) => index);
  expect(code(python, 'x', { data, few: [1, 2] }, 8)).toBe(
    'client.command("x", data=[0, 1, 2, 3, … 16384 values], few=[1, 2])',
  );
  expect(code(typescript, 'x', { data }, 8)).toContain('[0, 1, 2, 3, … 16384 values]');
  expect(code(commandLine, 'x', { data }, 8)).toContain('data=[0, 1, 2, 3, … 16384 values]');
  expect(code(python, 'x', { data })).toContain('16382, 16383])');
});
