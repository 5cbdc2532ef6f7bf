import { existsSync } from 'node:fs';
import { type Client, connect } from '@pyrpl-mux/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  environmentPython,
  pyrplEnvironmentFolder,
} from '../../packages/worker/src/backend/pyrpl/python-environment.ts';
import { RegisterContents } from '../equivalence/registers.ts';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { type RecordedLinux, startRecordedLinux } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';

const hasPyrpl = existsSync(environmentPython(pyrplEnvironmentFolder()));

const status = z.object({ backend: z.object({ python: z.object({ pid: z.int() }).nullable() }) });

async function pythonPid(client: Client): Promise<number> {
  const { python } = status.parse(await client.command('status')).backend;
  if (python === null) throw new Error('There is no Python child.');
  return python.pid;
}

/** Kills the Python child and resolves when another one has the board. */
async function crashPython(client: Client): Promise<void> {
  const before = await pythonPid(client);
  process.kill(before, 'SIGKILL');
  for (;;) {
    const { backend } = status.parse(await client.command('status'));
    if (backend.python !== null && backend.python.pid !== before) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await untilReady(client);
}

describe.skipIf(!hasPyrpl)('the real PyRPL in front of a simulated board', { timeout: 60_000 }, () => {
  const stack = new AsyncDisposableStack();
  let board: RecordedLinux;
  let registers: RegisterContents;
  let untouched: ReadonlyMap<string, string>;
  let client: Client;
  let other: Client;

  beforeAll(async () => {
    board = stack.use(await startRecordedLinux());
    registers = new RegisterContents(board);
    // A lock and a generator at work, as a worker finds them after its own restart.
    board.fpga.write(0x4030_0000, Uint32Array.of(10, 1));
    board.fpga.write(0x4030_0104, Uint32Array.of(1000));
    board.fpga.write(0x4030_0108, Uint32Array.of(4096));
    board.fpga.write(0x4038_0004, Uint32Array.of(2));
    untouched = registers.read();
    const folder = stack.use(await temporaryFolder());
    const { linux, freePort } = board;
    const { line } = stack.use(
      await startWorker(
        folder.path,
        ...['--backend', 'pyrpl', '--host', linux.host, '--board-port', String(freePort)],
        ...['--ssh-port', String(linux.sshPort), '--user', 'root', '--password', 'root'],
      ),
    );
    client = stack.use(await connect(line.url, { token: line.token }));
    other = stack.use(await connect(line.url, { token: line.token }));
    await untilReady(client);
  }, 60_000);

  afterAll(async () => {
    await stack.disposeAsync();
  });

  it('9. Attaching changes nothing: no register is written', async () => {
    expect(client.greeting.backend).toBe('pyrpl');
    expect(board.writes).toEqual([]);
    expect(registers.read()).toEqual(untouched);
    expect(await client.command('pid_get', { channel: 'pid0' })).toMatchObject({
      output_direct: 'out1',
      p: 1,
      setpoint: 1000 / 8192,
    });
  });

  it('2. Only the same module waits: a setpoint is answered while the scope waits for its trigger', async () => {
    const order: string[] = [];
    const never = { trigger_source: 'ch2_positive_edge', input2: 'in2', threshold: 0.9, timeout: 1 } as const;
    const trace = client.command('scope_acquire', never).then(
      () => order.push('trace'),
      () => order.push('timeout'),
    );
    for (let count = 0; count < 10; count += 1) {
      const value = count / 100;
      const set = await other.command('pid_set_setpoint', { channel: 'pid1', value });
      expect(set).toBeCloseTo(value, 3);
      order.push('setpoint');
    }
    await trace;
    expect(order).toEqual([...Array.from({ length: 10 }, () => 'setpoint'), 'timeout']);
  });

  it('4. Deadlines travel: a timeout tells the state, and disarms the scope', async () => {
    const waiting = client.command(
      'scope_acquire',
      { trigger_source: 'ch1_positive_edge', input_channel: 'in1', threshold: 0.5, timeout: 60 },
      { timeout: 0.7 },
    );
    await expect(waiting).rejects.toMatchObject({ code: 'timeout', effect: 'done' });
    await expect(waiting).rejects.toThrow('armed, waiting for in1 rising through 0.5 V');
    expect(await client.command('scope_get', {})).toMatchObject({ armed: false });
  });

  it('5. Nobody waits for a corpse: killing PyRPL ends every pending command at once, and its restart moves nothing', async () => {
    const set = await client.command('asg_setup', {
      ...{ channel: 'asg0', waveform: 'sin', frequency: 1e5, amplitude: 0.5 },
      ...{ output_direct: 'out1', trigger_source: 'immediately' },
    });
    const before = registers.read();
    const written = board.writes.length;
    const waiting = client.command('scope_acquire', {
      ...{ trigger_source: 'ch2_positive_edge', input2: 'in2', threshold: 0.9, timeout: 60 },
    });
    const ended = expect(waiting).rejects.toMatchObject({ code: 'board_fault', effect: 'done' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const killed = performance.now();
    const crash = crashPython(other);
    await ended;
    expect(performance.now() - killed).toBeLessThan(500);
    await crash;
    const changed = [...registers.read()].filter(([name, word]) => before.get(name) !== word);
    // What the acquisition itself had set before PyRPL was killed.
    expect(changed.filter(([name]) => !name.startsWith('scope.'))).toEqual([]);
    const module = (address: number): number => address >>> 20;
    const later = board.writes.slice(written).filter(({ address }) => module(address) !== 0x401);
    expect(later.filter(({ address }) => ![0x4038_0000, 0x4039_0000].includes(address))).toEqual([]);
    expect(await client.command('asg_get', { channel: 'asg0' })).toEqual(set);
  });

  it('11. An impossible value is an error', async () => {
    const written = board.writes.length;
    const setup = client.command('pid_configure', { channel: 'pid0', i: 1e-9 });
    await expect(setup).rejects.toMatchObject({ code: 'invalid_params', effect: 'none' });
    expect(board.writes.length).toBe(written);
  });
});
