import { type Client, connect } from '@pyrpl-mux/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockedPython } from '../../scripts/python-environment.ts';
import { RegisterContents } from '../equivalence/registers.ts';
import { type ReadyLine, type Running, startWorker, temporaryFolder } from '../rig/program.ts';
import { type RecordedLinux, startRecordedLinux } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';
import { nextLoss, nextReady, pythonPid, untilLane } from './worker-events.ts';

/** Address of the setpoint of pid0. */
const SETPOINT = 0x4030_0104;

/** Starts a worker that hosts PyRPL for a board. */
async function startPyrpl(folder: string, { linux, freePort }: RecordedLinux): Promise<Running<ReadyLine>> {
  return await startWorker(
    folder,
    ...['--backend', 'pyrpl', '--python', await lockedPython('pyrpl-tests')],
    ...['--host', linux.host, '--board-port', String(freePort), '--ssh-port', String(linux.sshPort)],
    ...['--user', 'root', '--password', 'root'],
  );
}

describe('the real PyRPL in front of a simulated board', () => {
  const stack = new AsyncDisposableStack();
  let folder: string;
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
    board.fpga.write(SETPOINT, Uint32Array.of(1000));
    board.fpga.write(0x4030_0108, Uint32Array.of(4096));
    board.fpga.write(0x4038_0004, Uint32Array.of(2));
    untouched = registers.read();
    folder = stack.use(await temporaryFolder()).path;
    const { line } = stack.use(await startPyrpl(folder, board));
    client = stack.use(await connect(line.url, { token: line.token }));
    other = stack.use(await connect(line.url, { token: line.token }));
    await untilReady(client);
  });

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
    const never = {
      trigger_source: 'ch2_positive_edge',
      input2: 'in2',
      threshold: 0.9,
      timeout: 600,
    } as const;
    const stop = new AbortController();
    const trace = client.command('scope_acquire', never, { signal: stop.signal }).then(
      () => order.push('trace'),
      () => order.push('cancelled'),
    );
    await untilLane(other, 'scope', { waiting: true, queued: 0 });
    for (let count = 0; count < 10; count += 1) {
      const value = count / 100;
      const set = await other.command('pid_set_setpoint', { channel: 'pid1', value });
      expect(set).toBeCloseTo(value, 3);
      order.push('setpoint');
    }
    stop.abort();
    await trace;
    expect(order).toEqual([...Array.from({ length: 10 }, () => 'setpoint'), 'cancelled']);
  });

  it('4. Deadlines travel: a timeout tells the state, and disarms the scope', async () => {
    const waiting = client.command(
      'scope_acquire',
      { trigger_source: 'ch1_positive_edge', input_channel: 'in1', threshold: 0.5, timeout: 60 },
      { timeout: 3 },
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
    await client.command('iir_setup', {
      ...{ zeros: [[-3000, 100_000]], poles: [[-3000, 50_000]], gain: 0.5, loops: 10, on: true },
      ...{ input: 'asg1', output_direct: 'out2' },
    });
    await client.command('iq_setup', {
      channel: 'iq1',
      frequency: 1e6,
      amplitude: 0.25,
      output_direct: 'out2',
    });
    const before = registers.read();
    const written = board.writes.length;
    const waiting = client.command('scope_acquire', {
      ...{ trigger_source: 'ch2_positive_edge', input2: 'in2', threshold: 0.9, timeout: 60 },
    });
    const ended = Promise.all([
      expect(waiting).rejects.toMatchObject({ code: 'board_fault', effect: 'done' }),
      expect(waiting).rejects.toThrow('SIGKILL'),
    ]);
    await untilLane(other, 'scope', { waiting: true, queued: 0 });
    const pid = await pythonPid(other);
    const back = nextReady(other);
    process.kill(pid, 'SIGKILL');
    await ended;
    await back;
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

  it('stays down where a register was changed behind its back while PyRPL was down, until the worker is restarted', async () => {
    const { setpoint } = await client.command('pid_get', { channel: 'pid0' });
    const loss = nextLoss(other, 'PyRPL was started again');
    process.kill(await pythonPid(other), 'SIGKILL');
    board.fpga.write(SETPOINT, Uint32Array.of(2048));
    const written = board.writes.length;
    const reason = await loss;
    expect(reason).toContain(`pid0.setpoint changed from ${setpoint} to 0.25. `);
    expect(reason).toContain('the outputs are as they are on the board now');
    await expect(client.command('pid_get', { channel: 'pid0' })).rejects.toMatchObject({
      code: 'board_unavailable',
      effect: 'none',
    });
    expect(board.writes.slice(written)).toEqual([]);

    const now = registers.read();
    await client.command('shutdown');
    await using again = await startPyrpl(folder, board);
    await using accepting = await connect(again.line.url, { token: again.line.token });
    await untilReady(accepting);
    expect(await accepting.command('pid_get', { channel: 'pid0' })).toMatchObject({ setpoint: 0.25 });
    expect(registers.read()).toEqual(now);
  });
});
