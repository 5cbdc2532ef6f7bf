import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { type Client, catalogue, connect, describeCommand } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandLine } from '../../packages/dashboard/src/log/as-command-line.ts';
import { python } from '../../packages/dashboard/src/log/as-python.ts';
import { typescript } from '../../packages/dashboard/src/log/as-typescript.ts';
import type { CodeLanguage } from '../../packages/dashboard/src/log/code-language.ts';
import type { SentCommand } from '../../packages/dashboard/src/log/command-log.ts';
import { foldCommands } from '../../packages/dashboard/src/log/fold-commands.ts';
import { script } from '../../packages/dashboard/src/log/script.ts';
import { sentParams } from '../../packages/dashboard/src/log/sent-value.ts';
import { parseJsonSchema } from '../../packages/worker/src/cli/json-schema.ts';
import { parseParameters } from '../../packages/worker/src/cli/parameters.ts';
import { lockedPython } from '../../scripts/python-environment.ts';
import { PARAMETER_VALUES } from '../rig/parameter-values.ts';
import { PROGRAM, startWorker, temporaryFolder } from '../rig/program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Params = Readonly<Record<string, unknown>>;
type Call = readonly [command: string, params: Params];

function sent([command, params]: Call, index: number): SentCommand {
  return { entry: index, sent: 0, command, params, outcome: 'ok', sentence: null };
}

/** Runs a program that reads its code from stdin. */
async function run(
  program: string,
  args: readonly string[],
  code: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  child.stdin.end(code);
  expect(await ended.promise, `${code.slice(0, 5000)}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

async function runPython(code: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const sources = { PYTHONPATH: `${root}python/pyrpl_mux/src`, PYTHONDONTWRITEBYTECODE: '1' };
  return await run(await lockedPython('pyrpl-tests'), ['-X', 'utf8', '-'], code, { ...sources, ...env });
}

/** What JSON makes of parameters. */
function onTheWire(params: Params): unknown {
  return JSON.parse(JSON.stringify(params));
}

const TEXTS = [
  '',
  'it\'s "quoted"',
  'back\\slash\\"\\\'',
  'two\nlines\ttab\rreturn',
  'µ 測定 😀 ” “',
  '\u2028\u2029\u0085\ufeff',
  '$HOME `id` $(id) %PATH% !! *',
];

const anyParams = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }))
  .map((params): Params => ({ ...params, list: [1, [true, null]], lambda: 1 }));

/** Right parameters of real commands, with every kind of list. */
const REAL: readonly Call[] = [
  ...[...catalogue.values()].map(({ name, example }): Call => [name, { ...Object(example) }]),
  ...PARAMETER_VALUES.flatMap(({ command, parameter, possible }) =>
    possible.map((value): Call => [command, { [parameter]: value }]),
  ),
  ...[[], [1000], [1e-7, -2e3, 0, 5]].map((list): Call => ['pid_configure', { input_filter: list }]),
  ...[100, [100], [100, -2000]].map((bandwidth): Call => ['iq_setup', { bandwidth }]),
  ...[['in1'], ['in1', 'asg0']].map((channels): Call => ['sampler_read', { channels }]),
  ['iir_setup', { zeros: [[-100, 200], -5], poles: [], gain: -1e-12 }],
  ['asg_setup', { channel: 'asg1', data: Array.from({ length: 256 }, (_, k) => Math.sin(k)) }],
  ...TEXTS.map((client): Call => ['hello', { client, version: '1' }]),
];

describe('a command as code means the same', () => {
  it('in Python, whatever its parameters', async () => {
    const calls = [
      ...REAL,
      ...fc.sample(anyParams, 300).map((params): Call => ['x', params]),
      ['x', { deadline: 1, on_progress: 2 }],
    ] satisfies Call[];
    const program = [
      'import json, sys',
      'class Client:',
      '    def command(self, name, /, **params):',
      '        json.dump([name, params], sys.stdout)',
      '        print()',
      '    def send(self, name, params, /):',
      '        self.command(name, **params)',
      'client = Client()',
      ...calls.map(([name, params]) => python.command(name, sentParams(params)).text),
    ].join('\n');
    const lines = (await runPython(program)).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      calls.map(([name, params]) => [name, onTheWire(params)]),
    );
  });

  it('in TypeScript, whatever its parameters', () => {
    const check = ([name, params]: Call): void => {
      let seen: unknown;
      const client = {
        command: (...call: unknown[]) => {
          seen = call;
        },
      };
      const { text } = typescript.command(name, sentParams(params));
      runInNewContext(text.replace(/^await /, ''), { client });
      const args = Object.keys(params).length === 0 ? [name] : [name, onTheWire(params)];
      expect(JSON.stringify(seen)).toBe(JSON.stringify(args));
    };
    REAL.forEach(check);
    fc.assert(fc.property(anyParams, (params) => check(['x', params])));
  });

  it.skipIf(process.platform === 'win32')('on the command line of a POSIX shell', async () => {
    const calls = [
      ...REAL,
      ...fc
        .sample(fc.string({ unit: 'grapheme' }), 300)
        .map((client): Call => ['hello', { client, version: client }]),
    ];
    const codes = calls.map(([name, params]) => commandLine.command(name, sentParams(params)));
    const possible = calls.filter((_, index) => codes[index]?.problem === null);
    expect(possible.length).toBeGreaterThan(REAL.length);
    const program = [
      // Each call as the number of its arguments, and these.
      `npx() { printf '%s\\0' "$#" "$@"; }`,
      ...codes.flatMap(({ text, problem }) => (problem === null ? [text] : [])),
    ].join('\n');
    const words = (await run('sh', [], program)).split('\0');
    for (const [name, params] of possible) {
      const [program_, call, command, ...args] = words.splice(0, 1 + Number(words[0])).slice(1);
      expect([program_, call, command]).toEqual(['pyrpl-mux', 'call', name]);
      const definition = catalogue.get(name);
      const schema = definition === undefined ? {} : parseJsonSchema(describeCommand(definition).params);
      expect(parseParameters(args, schema), args.join(' ')).toEqual(onTheWire(params));
    }
    expect(words).toEqual(['']);
  });
});

const modules = z.object({ modules: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What moves by itself. */
const VOLATILE = new Set(['integrator', 'overflow', 'armed']);

async function settings(client: Client): Promise<unknown> {
  const state = modules.parse(await client.command('state_get'));
  return Object.fromEntries(
    Object.entries(state.modules).map(([module, values]) => [
      module,
      Object.fromEntries(Object.entries(values).filter(([setting]) => !VOLATILE.has(setting))),
    ]),
  );
}

/** What somebody did on the page, with sliders that were dragged. */
const CLICKS: readonly Call[] = [
  ['scope_setup', { input1: 'asg0', decimation: 1024, threshold: 0.2, average: false }],
  ...[0.05, 0.1, 0.15].map((threshold): Call => ['scope_setup', { threshold }]),
  ['scope_set_trigger', { source: 'ch1_positive_edge' }],
  ['asg_setup', { channel: 'asg0', data: Array.from({ length: 64 }, (_, k) => Math.sin(k / 7)) }],
  ['asg_setup', { channel: 'asg0', frequency: 12_345.678, amplitude: 0.25, trigger_source: 'immediately' }],
  ...[0.3, -0.1, -0.0625].map((value): Call => ['asg_set_offset', { channel: 'asg0', value }]),
  ['asg_setup', { channel: 'asg0', output_direct: 'out1' }],
  ...[1e3, 2e3, 3e3].map((value): Call => ['asg_set_frequency', { channel: 'asg1', value }]),
  ['pid_configure', { channel: 'pid1', input: 'in2', p: -0.5, i: 12.5, input_filter: [1000, -20] }],
  ...[-0.1, -0.2].map((p): Call => ['pid_configure', { channel: 'pid1', p }]),
  ['pid_configure', { channel: 'pid1', i: 3 }],
  ...[0.5, 0.25].map((value): Call => ['pid_set_setpoint', { channel: 'pid1', value }]),
  ['iq_setup', { channel: 'iq2', frequency: 1e6, bandwidth: [100, -2000], phase: -45, gain: 0.5 }],
  ['iq_setup', { channel: 'iq0', frequency: 2.5e5, bandwidth: 1000, amplitude: 0.1 }],
  ['iir_setup', { zeros: [[-1e5, 2e5]], poles: [-3e5, [-5e4, 1e5]], gain: 0.75, loops: 4, on: true }],
  ['pwm_set', { channel: 'pwm1', input: 'pid1' }],
];

/** Something else for all that these change. */
const SCRAMBLE: readonly Call[] = [
  ['scope_setup', { input1: 'in1', decimation: 8, threshold: -0.3, average: true, trigger_source: 'off' }],
  [
    'asg_setup',
    { channel: 'asg0', waveform: 'sin', frequency: 1, amplitude: 0, offset: 0, trigger_source: 'off' },
  ],
  ['asg_setup', { channel: 'asg0', output_direct: 'off' }],
  ['asg_set_frequency', { channel: 'asg1', value: 5 }],
  ['pid_configure', { channel: 'pid1', input: 'in1', p: 0, i: 0, input_filter: [], setpoint: 0 }],
  ['iq_setup', { channel: 'iq2', frequency: 1, bandwidth: 10, phase: 0, gain: 0 }],
  ['iq_setup', { channel: 'iq0', frequency: 1, bandwidth: 10, amplitude: 0 }],
  ['iir_setup', { zeros: [], poles: [-1e3], gain: 1, loops: 8, on: false }],
  ['pwm_set', { channel: 'pwm1', input: 'off' }],
];

interface Replay {
  readonly language: CodeLanguage;
  readonly run: (code: string, env: NodeJS.ProcessEnv) => Promise<string>;
}

const SHELL = `npx() { shift; "$NODE" "$PROGRAM" "$@"; }\n`;

const REPLAYS: readonly Replay[] = [
  { language: python, run: runPython },
  {
    language: typescript,
    run: (code, env) =>
      run(process.execPath, ['--conditions=source', '--input-type=module-typescript'], code, env),
  },
  ...(process.platform === 'win32'
    ? []
    : [
        {
          language: commandLine,
          run: (code: string, env: NodeJS.ProcessEnv) =>
            run('sh', [], SHELL + code, { ...env, NODE: process.execPath, PROGRAM }),
        },
      ]),
];

describe('replaying what the page did', () => {
  it('leads to the same state in each language, folded or not', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate=dashboard-replay');
    await using client = await connect(worker.line.url, { token: worker.line.token });
    const perform = async (calls: readonly Call[]): Promise<void> => {
      for (const [command, params] of calls) await client.commandByName(command, params);
    };
    await perform(SCRAMBLE);
    const scrambled = await settings(client);
    await perform(CLICKS);
    const wanted = await settings(client);
    expect(wanted).not.toEqual(scrambled);

    const clicked = CLICKS.map(sent);
    const folded = foldCommands(clicked).map((one) => one.sent);
    expect(folded.length).toBe(clicked.length - 8);
    const env = { PYRPL_MUX_RUNTIME_DIR: folder.path, PYRPL_MUX_URL: '', PYRPL_MUX_TOKEN: '' };
    for (const replay of REPLAYS)
      for (const commands of replay.language === commandLine ? [folded] : [clicked, folded]) {
        await perform(SCRAMBLE);
        expect(await settings(client)).toEqual(scrambled);
        await replay.run(script(replay.language, commands), env);
        expect(await settings(client), replay.language.name).toEqual(wanted);
      }
  });
});
