import { describe, expect, it } from 'vitest';
import { commandLine } from './as-command-line.ts';
import { python } from './as-python.ts';
import { typescript } from './as-typescript.ts';
import type { SentCommand } from './command-log.ts';
import { foldCommands } from './fold-commands.ts';
import { script } from './script.ts';

function sent(
  command: string,
  params: Readonly<Record<string, unknown>>,
  sentence: string | null = null,
): SentCommand {
  return { entry: 1, sent: 0, command, params, outcome: sentence === null ? 'ok' : 'error', sentence };
}

const commands = [
  sent('pid_set_setpoint', { channel: 'pid0', value: 0.25 }),
  sent('asg_setup', { frequency: 1e9 }, 'frequency is too high.\nNothing was changed.'),
];

describe('a script', () => {
  it('in Python', () => {
    expect(script(python, commands)).toBe(
      `from pyrpl_mux import connect

with connect() as client:
    client.command("pid_set_setpoint", channel="pid0", value=0.25)
    # Failed: frequency is too high.
    # Nothing was changed.
    # client.command("asg_setup", frequency=1000000000)
`,
    );
    expect(script(python, commands.slice(1))).toMatch(/\n {4}# client.*\n {4}pass\n$/);
  });

  it('in TypeScript', () => {
    expect(script(typescript, commands)).toBe(
      `import { connect } from '@pyrpl-mux/client';
import { findWorker, NodeWebSocket } from '@pyrpl-mux/client/node';

const { url, token } = await findWorker();
const client = await connect(url, { token, webSocket: NodeWebSocket });
try {
  await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.25 });
  // Failed: frequency is too high.
  // Nothing was changed.
  // await client.command('asg_setup', { frequency: 1000000000 });
} finally {
  client.close();
}
`,
    );
  });

  it('for a shell', () => {
    const lines = script(commandLine, [...commands, sent('x', { a: null })]).split('\n');
    expect(lines.slice(2)).toEqual([
      '(',
      'set -e',
      'npx pyrpl-mux call pid_set_setpoint channel=pid0 value=0.25',
      '# Failed: frequency is too high.',
      '# Nothing was changed.',
      '# npx pyrpl-mux call asg_setup frequency=1000000000',
      "# Not run: a is null, which can't be given on a command line.",
      '# npx pyrpl-mux call x a=null',
      ')',
      '',
    ]);
  });

  it('holds no line of a sentence that is not a comment, whatever ends it', () => {
    const sentence = 'a\nimport os\r\nb\u2028c\u2029d\re';
    for (const language of [python, typescript, commandLine])
      for (const line of script(language, [sent('x', {}, sentence)]).split(/[\n\r\u2028\u2029]/))
        if (!language.opening.includes(line) && !language.closing.includes(line) && line !== '')
          expect(line.trim(), language.name).toMatch(language === python ? /^(#|pass$)/ : /^(#|\/\/)/);
  });
});

describe('folding', () => {
  const setpoint = (value: number, channel = 'pid0'): SentCommand =>
    sent('pid_set_setpoint', { channel, value });
  const folded = (...list: SentCommand[]): unknown =>
    foldCommands(list).map((one) => [one.sent.params, one.overwrites]);

  it('keeps the last of those that overwrite each other', () => {
    expect(folded(setpoint(1), setpoint(2), setpoint(3))).toEqual([[{ channel: 'pid0', value: 3 }, 2]]);
    expect(folded(setpoint(1), setpoint(2, 'pid1'), setpoint(3))).toEqual([
      [{ channel: 'pid0', value: 1 }, 0],
      [{ channel: 'pid1', value: 2 }, 0],
      [{ channel: 'pid0', value: 3 }, 0],
    ]);
  });

  it('keeps what the next one does not overwrite', () => {
    const different = [sent('pid_configure', { p: 1, i: 2 }), sent('pid_configure', { p: 1 })];
    expect(foldCommands(different)).toHaveLength(2);
    expect(foldCommands(different.toReversed())).toHaveLength(2);
    expect(foldCommands([sent('pid_configure', { p: 1 }), sent('pid_configure', { i: 1 })])).toHaveLength(2);
    expect(foldCommands([setpoint(1), sent('asg_set_offset', { channel: 'pid0', value: 1 })])).toHaveLength(
      2,
    );
  });

  it('keeps what does something each time, and what failed', () => {
    for (const again of [
      sent('asg_setup', { channel: 'asg0', trigger_source: 'immediately' }),
      sent('trig_setup', { armed: true }),
      sent('scope_acquire', { decimation: 64 }),
      sent('pid_set_integrator', { channel: 'pid0', value: 0 }),
      sent('outputs_off', {}),
      sent('of_a_newer_worker', {}),
      sent('pid_set_setpoint', { value: 9 }, 'too large'),
    ])
      expect(foldCommands([again, again]), again.command).toHaveLength(2);
  });
});
