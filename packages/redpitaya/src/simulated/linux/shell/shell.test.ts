import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boot } from '../boot.ts';
import { FpgaSlot } from '../fpga-slot.ts';
import { textOf } from '../programs/program.ts';
import { Shell } from './shell.ts';
import { Capture } from './streams.ts';

function createShell(): (line: string) => Promise<{ out: string; err: string; status: number }> {
  const registers = {
    read: (_address: number, count: number) => new Uint32Array(count),
    write: () => undefined,
  };
  const fpga = new FpgaSlot(() => registers);
  const machine = boot({ os: 2, fpga, host: '127.0.0.1', timeOfDay: () => 5_000_000 });
  const shell = new Shell(machine, { pid: 1000, terminal: null });
  return async (line) => {
    const [out, err] = [new Capture(), new Capture()];
    const status = await shell.run(line, { stdin: new Uint8Array(), out, err });
    return { out: textOf(out.bytes), err: textOf(err.bytes), status };
  };
}

describe('the shell', () => {
  it.each([
    ['echo a  b', 'a b\n'],
    ['echo "a  b"  \'$HOME\' "$HOME" \\$HOME', 'a  b $HOME /root $HOME\n'],
    ['echo $((2 + 3 * (4 - 1) - 10 / 3))', '8\n'],
    ['echo $(($(date +%s) - 4990))', '10\n'],
    [`x=5; echo $((x * 2)) $\{x}1`, '10 51\n'],
    ['false || echo no; true && echo yes', 'no\nyes\n'],
    ['false; echo $?; ! false; echo $?', '1\n0\n'],
    ['echo "a $(echo "b  c") d"; echo $(echo "b  c")', 'a b  c d\nb c\n'],
    ['cd /opt//redpitaya/../pyrpl; pwd; cd; pwd', '/opt/pyrpl\n/root\n'],
    ['(cd /opt; pwd); echo a | cat; { echo b; } | cat', '/opt\na\nb\n'],
    ['which cat overlay.sh', '/usr/bin/cat\n/opt/redpitaya/sbin/overlay.sh\n'],
    ['echo one > /root/f; echo two >> /root/f; cat < /root/f', 'one\ntwo\n'],
    ['ls /nothing 2>/dev/null; echo $?', '2\n'],
    ['ls /nothing 2>&1 | grep -c "No such file"', '1\n'],
    ['ls /opt/py*/monitor_s?rver', '/opt/pyrpl/monitor_server\n'],
    ['echo /nothing/*.txt "/opt/*"', '/nothing/*.txt /opt/*\n'],
    ['echo a # comment', 'a\n'],
    ['echo `echo a`', 'a\n'],
    ['uname -r; hostname', '5.15.0-xilinx\nrp-f05eed\n'],
    ['sleep 0 & echo $(( $! > 0 ))', '1\n'],
    ['exit 3; echo never', ''],
  ])('%s', async (line, expected) => {
    const { out, err } = await createShell()(line);
    expect(err).toBe('');
    expect(out).toBe(expected);
  });

  it.each([
    ['nonsense', 127, 'bash: line 1: nonsense: command not found'],
    ['./nonsense', 127, 'No such file or directory'],
    ['/opt', 126, 'Is a directory'],
    ['echo "open', 2, 'unexpected EOF'],
    ['echo $(open', 2, 'unexpected EOF'],
    ['| cat', 2, 'syntax error near unexpected token'],
    ['{ echo a', 2, 'syntax error'],
    ['echo $((1 / 0))', 2, 'division by 0'],
    ['cat /nothing', 1, 'No such file or directory'],
    ['echo x > /nowhere/x', 1, 'No such file or directory'],
    ['echo x > /opt', 1, 'Is a directory'],
    ['kill 99999', 1, 'No such process'],
    ['systemctl start nonsense', 5, 'not found'],
    ['led_control -z=1', 1, 'unknown option'],
  ])('%s is an error', async (line, expected, message) => {
    const { err, status } = await createShell()(line);
    expect(err).toContain(message);
    expect(status).toBe(expected);
  });

  it('says that its disk is full, and has room again afterwards', async () => {
    const run = createShell();
    await run('cp /opt/redpitaya/fpga/v0.94/fpga.bit.bin /root/a');
    const round = 'cat /root/a /root/a >> /root/b; cat /root/b >> /root/c';
    const { err } = await run(Array.from({ length: 6 }, () => round).join('; '));
    expect(err).toContain('No space left on device');
    expect((await run('rm /root/c; cp /root/a /root/d')).status).toBe(0);
  });

  it('No message can break it: whatever is typed ends in an answer', async () => {
    const run = createShell();
    const pieces = fc.constantFrom(
      ...[
        'echo',
        'cat',
        '$(',
        ')',
        '((',
        '"',
        "'",
        '`',
        '|',
        '&',
        ';',
        '>',
        '<',
        '2>&1',
        '&&',
        '\n',
        '*',
        '[',
        ']',
      ],
      ...[
        '$',
        '${',
        '}',
        'for',
        'in',
        'do',
        'done',
        'if',
        'then',
        'fi',
        '-',
        '/',
        'x=',
        '$((',
        '1',
        '%s',
        '\\',
        '#',
      ],
      ...[
        'ls',
        'ps',
        'grep',
        'kill',
        'head',
        'tr',
        'printf',
        '[z-a]',
        'scp',
        'test',
        'readelf',
        '(',
        '{',
        '-n',
      ],
    );
    const line = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(' ')),
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(line, async (text) => {
        expect(typeof (await run(text)).status).toBe('number');
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what is nested too deeply', async () => {
    const run = createShell();
    expect((await run('$('.repeat(100) + ')'.repeat(100))).err).toContain('nesting');
    expect((await run('('.repeat(100) + ')'.repeat(100))).status).toBe(2);
    expect((await run(`echo $((${'-'.repeat(5000)}1))`)).status).toBe(2);
  });
});
