import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pyrpl-mux/client';
import { readConnectionFile } from '@pyrpl-mux/client/node';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../observe/log.ts';
import { RawClient } from '../sessions/testing/raw-client.ts';
import { ExitCode } from './exit-codes.ts';
import { runWorker, type WorkerHandle, type WorkerSurroundings } from './worker.ts';
import type { WorkerOptions } from './worker-options.ts';

let folder: string;
let board: SimulatedBoard;
const workers = new Set<WorkerHandle>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-worker-'));
  board = await SimulatedBoard.start({ fpga: new SimulatedFpga() });
});
afterEach(async () => {
  await Promise.all([...workers].map(async (worker) => await worker.stop('The test is over.')));
  workers.clear();
  await board[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function start(
  options: Partial<WorkerOptions> = {},
  surroundings: WorkerSurroundings = {},
): Promise<WorkerHandle> {
  const worker = await runWorker(
    {
      board: { kind: 'tcp', host: '127.0.0.1', port: board.port },
      inputRange: { in1: 'LV', in2: 'LV' },
      listen: '127.0.0.1',
      port: 0,
      folder,
      ...options,
    },
    { log: createLog('silent'), ...surroundings },
  );
  workers.add(worker);
  return worker;
}

async function ready({ backend }: WorkerHandle): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (backend.state.state === 'ready') resolve();
  };
  const unsubscribe = backend.onState(look);
  look();
  await promise;
  unsubscribe();
}

describe('a worker', () => {
  it('carries a command from a bare WebSocket to a register of the board and back', async () => {
    const worker = await start();
    await ready(worker);
    const client = await RawClient.connect(worker.url, worker.token);
    expect(await client.request({ command: 'pid_set_setpoint', params: { value: 0.25 }, id: 1 })).toEqual({
      status: 'ok',
      data: 0.25,
      id: 1,
    });
    expect(board.writes.total).toBe(1);
    await client.close();
  });

  it('listens and can be found before it reaches its board, and says what is missing', async () => {
    await board[Symbol.asyncDispose]();
    const worker = await start();
    const file = await readConnectionFile(worker.board, folder);
    expect(file).toMatchObject({ url: worker.url, token: worker.token, pid: process.pid, backend: 'board' });
    const client = await RawClient.connect(worker.url, worker.token);
    expect(await client.request({ command: 'pid_get' })).toMatchObject({
      error: { code: 'board_unavailable' },
    });
    await client.close();
  });

  it('stops when a client asks for it: commands end, sessions close with 1001, no register is written', async () => {
    const worker = await start();
    await ready(worker);
    const [other, client] = [
      await RawClient.connect(worker.url, worker.token),
      await RawClient.connect(worker.url, worker.token),
    ];
    other.send({ command: 'scope_acquire', params: { trigger_source: 'ext_positive_edge', timeout: 3600 } });
    await client.request({ command: 'scope_get' });
    const { total } = board.writes;
    expect(await client.request({ command: 'shutdown' })).toMatchObject({ status: 'ok' });
    await worker.stopped;
    expect(await other.closed).toBe(1001);
    expect(other.unread).toContainEqual(expect.objectContaining({ status: 'error' }));
    // The scope is disarmed, which drives nothing.
    expect(board.writes.total).toBe(total + 1);
    expect(await readConnectionFile(worker.board, folder)).toBeUndefined();
  });

  it('keeps the token of its board over restarts, and another board has another', async () => {
    const first = await start();
    await first.stop('A test asked for it.');
    const second = await start();
    expect(second.token).toBe(first.token);
    const other = await start({ board: { kind: 'tcp', host: 'localhost', port: board.port } });
    expect(other.token).not.toBe(first.token);
    expect((await start({ board: { kind: 'tcp', host: '127.0.0.1', port: 1 }, token: 'mine' })).token).toBe(
      'mine',
    );
  });

  it('stops after lingering without a session', async () => {
    const timers: { run: () => void; delay: number; cancelled: boolean }[] = [];
    const clock = {
      ...systemClock,
      setTimer: (run: () => void, delay: number, housekeeping?: 'housekeeping') => {
        if (delay !== 77_000) return systemClock.setTimer(run, delay, housekeeping);
        const timer = { run, delay, cancelled: false };
        timers.push(timer);
        return {
          cancel: () => {
            timer.cancelled = true;
          },
        };
      },
    };
    const worker = await start({ lingerSeconds: 77 }, { clock });
    const client = await RawClient.connect(worker.url, worker.token);
    expect(timers.map(({ cancelled }) => cancelled)).toEqual([true]);
    await client.close();
    await expect.poll(() => timers.length).toBe(2);
    timers[1]?.run();
    await worker.stopped;
  });
});

describe('promise 10: "One board, one worker"', () => {
  it('a second worker for the same board is refused with an exit code of its own, and leaves the first alone', async () => {
    const worker = await start();
    await expect(start()).rejects.toMatchObject({ exitCode: ExitCode.boardTaken });
    expect(await readConnectionFile(worker.board, folder)).toMatchObject({ url: worker.url });
    await worker.stop('A test asked for it.');
    await start();
  });

  it('another board may have another worker', async () => {
    await start();
    await start({ board: { kind: 'tcp', host: 'localhost', port: board.port } });
  });

  it('tells its configuration in status, so that a conflicting one can be refused', async () => {
    const worker = await start({ inputRange: { in1: 'HV', in2: 'LV' } });
    const client = await RawClient.connect(worker.url, worker.token);
    expect(await client.request({ command: 'status' })).toMatchObject({
      data: { backend: { configuration: { backend: 'board', input_range: { in1: 'HV', in2: 'LV' } } } },
    });
    await client.close();
  });

  it('"a conflicting configuration is refused, naming the difference": that of a simulated board that runs', async () => {
    const file = { port: 1, pid: process.pid, wiring: 'out1->in1', seed: 1, noise: 0, linger: null };
    await writeFile(join(folder, 'sim_bench.simulated'), JSON.stringify(file));
    const starting = start({ board: { kind: 'simulated', name: 'bench', wiring: 'out1->in2' } });
    await expect(starting).rejects.toThrow('runs with wiring out1->in1 instead of out1->in2');
    await expect(starting).rejects.toMatchObject({ exitCode: ExitCode.configMismatch });
  });
});

describe('a worker that cannot start', () => {
  it('says which address is in use, and lets go of the board', async () => {
    const squatter = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    squatter.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const starting = start({ port });
    await expect(starting).rejects.toThrow(new RegExp(`127.0.0.1:${port}: .*EADDRINUSE`));
    await expect(starting).rejects.toMatchObject({ exitCode: ExitCode.addressInUse });
    squatter.close();
    await start({ port });
  });

  it('says which folder cannot be used', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const starting = start({ folder: path });
    await expect(starting).rejects.toThrow(`The folder ${path} can't be used`);
    await expect(starting).rejects.toMatchObject({ exitCode: ExitCode.runtimeFolder });
  });

  it('leaves nothing behind but the lock file and the token', async () => {
    const worker = await start();
    await ready(worker);
    await worker.stop('A test asked for it.');
    const name = worker.board.replace(':', '_');
    expect((await readdir(folder)).toSorted()).toEqual([`${name}.lock`, `${name}.token`]);
    expect((await readFile(join(folder, `${name}.token`), 'utf8')).trim()).toBe(worker.token);
  });
});
