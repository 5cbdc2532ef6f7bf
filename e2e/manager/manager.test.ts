import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, connect } from '@pyrpl-mux/client';
import {
  findWorkers,
  getSharedWorkerManager,
  isProcessAlive,
  readConnectionFile,
  SharedPyRPLManager,
  stopWorker,
  type WorkerConfig,
  writeConnectionFile,
} from '@pyrpl-mux/client/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OtherProgram, startProgram } from './programs.ts';

const config = { simulate: 'bench', client: 'manager.test' } satisfies WorkerConfig;

let folder: string;
const managers: SharedPyRPLManager[] = [];
const programs: OtherProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-'));
  process.env['PYRPL_MUX_RUNTIME_DIR'] = folder;
});

afterEach(async () => {
  for (const program of programs.splice(0)) program.kill();
  for (const manager of managers.splice(0)) await manager.shutdown();
  for (const { url, token } of await findWorkers()) {
    const client = await connect(url, { token, reconnect: false });
    await stopWorker(client, true);
    client.close();
  }
  delete process.env['PYRPL_MUX_RUNTIME_DIR'];
  await rm(folder, { recursive: true, force: true });
});

function newManager(): SharedPyRPLManager {
  const manager = new SharedPyRPLManager();
  managers.push(manager);
  return manager;
}

async function startedManager(more: WorkerConfig = {}): Promise<SharedPyRPLManager> {
  const manager = newManager();
  await manager.startWorker({ ...config, ...more });
  return manager;
}

async function otherProgram(more: WorkerConfig = {}, setpoints = 0): Promise<OtherProgram> {
  const program = await startProgram({ ...config, ...more }, setpoints);
  programs.push(program);
  return program;
}

async function failureOf(promise: Promise<unknown>): Promise<CommandError> {
  const error = await promise.then(
    () => new Error('It succeeded.'),
    (reason: unknown) => reason,
  );
  if (error instanceof CommandError) return error;
  throw error;
}

function pidOf(manager: SharedPyRPLManager): number {
  const pid = manager.getWorkerProcess()?.pid;
  if (pid === undefined) throw new Error('No worker is attached.');
  return pid;
}

async function killWorker(manager: SharedPyRPLManager): Promise<number> {
  const pid = pidOf(manager);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => manager.isWorkerRunning(), { interval: 5 }).toBe(false);
  return pid;
}

describe('sending commands', () => {
  it('works with and without an id', async () => {
    const manager = await startedManager();
    expect(await manager.sendCommand('ping')).toBe('pong');
    expect(await manager.sendCommand('ping', {}, { noId: true })).toBe('pong');
    const answers = [0.1, 0.2, 0.3].map((value) =>
      manager.sendCommand('pid_set_setpoint', { channel: 'pid0', value }, { noId: value !== 0.2 }),
    );
    for (const [n, answer] of (await Promise.all(answers)).entries())
      expect(answer).toBeCloseTo((n + 1) / 10, 3);
  });

  it('times out as it should, and the stack names the caller', async () => {
    const manager = await startedManager();
    const endless = { trigger_source: 'ext_positive_edge', timeout: 60 } as const;
    const begun = performance.now();
    const error = await failureOf(manager.sendCommand('scope_acquire', endless, { timeout: 0.3 }));
    expect(error).toMatchObject({ code: 'timeout', info: { limit: 'timeout' } });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(300);
    expect(error.stack).toContain('manager.test.ts');
    expect(await manager.sendCommand('ping')).toBe('pong');
  });

  it('is cancelled by a signal', async () => {
    const manager = await startedManager();
    const abort = new AbortController();
    const endless = { trigger_source: 'ext_positive_edge', timeout: 60 } as const;
    const waiting = failureOf(manager.sendCommand('scope_acquire', endless, { signal: abort.signal }));
    await manager.sendCommand('scope_get');
    abort.abort();
    expect((await waiting).code).toBe('cancelled');
  });

  it('brings each of many concurrent calls its own answer, from one process and from several', async () => {
    const manager = await startedManager();
    const others = Promise.all([otherProgram({}, 150), otherProgram({}, 150), otherProgram({}, 150)]);
    const values = Array.from({ length: 200 }, (_, n) => n / 8192);
    const answers = values.map((value) => manager.sendCommand('pid_set_setpoint', { value }));
    expect(await Promise.all(answers)).toEqual(values);
    for (const other of await others) {
      expect(other.wrong).toBe(0);
      expect(other.info).toMatchObject({ pid: pidOf(manager), startedHere: false });
    }
  });
});

describe('promise 10: "One board, one worker"', () => {
  it('two processes racing to start get one worker', async () => {
    const racers = await Promise.all([otherProgram(), otherProgram(), otherProgram()]);
    expect(new Set(racers.map(({ info }) => info.pid)).size).toBe(1);
    expect(racers.filter(({ info }) => info.startedHere)).toHaveLength(1);
  });

  it('two starts in one process get one worker', async () => {
    const [one, other] = [newManager(), newManager()];
    const infos = await Promise.all([
      one.startWorker(config),
      one.startWorker(config),
      other.startWorker(config),
    ]);
    expect(new Set(infos.map(({ pid }) => pid)).size).toBe(1);
    expect(getSharedWorkerManager()).toBe(getSharedWorkerManager());
  });

  it('a conflicting configuration is refused, naming the difference, never silently ignored', async () => {
    await startedManager({ seed: 3 });
    const conflicts: readonly [WorkerConfig, RegExp][] = [
      [{ seed: 4 }, /seed is 3 instead of 4/],
      [{ wiring: 'out1->in2' }, /wiring is .* instead of out1->in2/],
      [{ noise: 0.5 }, /noise is .* instead of 0\.5/],
      [{ inputRange: { in1: 'HV' } }, /input range of in1 is LV instead of HV/],
    ];
    for (const [conflict, sentence] of conflicts) {
      const error = await failureOf(newManager().startWorker({ ...config, ...conflict }));
      expect(error).toMatchObject({ code: 'config_mismatch', effect: 'none' });
      expect(error.message).toMatch(sentence);
    }
    await startedManager({ seed: 3, wiring: 'out1->in1,out2->in2', inputRange: { in1: 'LV' } });
  });

  it('another board while attached is refused', async () => {
    const manager = await startedManager();
    const error = await failureOf(manager.startWorker({ simulate: 'other' }));
    expect(error.code).toBe('config_mismatch');
    expect(error.message).toMatch(/has the board sim:bench, not sim:other/);
    expect(manager.isWorkerRunning()).toBe(true);
  });
});

describe('a worker that is gone', () => {
  it('is refused at once: "The client refuses to send to a worker that is not there"', async () => {
    const manager = newManager();
    const before = await failureOf(manager.sendCommand('ping'));
    expect(before).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(before.message).toMatch(/ping was not sent\. Call startWorker first/);
    await manager.startWorker(config);
    await killWorker(manager);
    expect(await failureOf(manager.sendCommand('pid_get_setpoint'))).toMatchObject({
      code: 'worker_lost',
      effect: 'none',
    });
    expect(manager.getWorkerProcess()).toBeUndefined();
  });

  it('ends what waits: "Nobody waits for a corpse"', async () => {
    const manager = await startedManager();
    const endless = { trigger_source: 'ext_positive_edge', timeout: 60 } as const;
    const waiting = failureOf(manager.sendCommand('scope_acquire', endless));
    await manager.sendCommand('scope_get');
    const killed = performance.now();
    process.kill(pidOf(manager), 'SIGKILL');
    expect(await waiting).toMatchObject({ code: 'worker_lost', effect: 'unknown' });
    // Well before a heartbeat would find it.
    expect(performance.now() - killed).toBeLessThan(5000);
  });

  it('comes back with the next startWorker: "recovers after a crash"', async () => {
    const manager = await startedManager();
    await manager.sendCommand('pid_set_setpoint', { value: 0.25 });
    const dead = await killWorker(manager);
    const info = await manager.startWorker(config);
    expect(info.pid).not.toBe(dead);
    // The board outlived its worker, and nobody wrote to it.
    expect(await manager.sendCommand('pid_get_setpoint')).toBe(0.25);
  });
});

describe('a stale connection file', () => {
  it('of a dead process, of a reused port or with a wrong token is replaced', async () => {
    const stranger = createServer((socket) => socket.end('hello\r\n'));
    stranger.listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const manager = await startedManager();
    const file = await readConnectionFile('sim:bench');
    if (file === undefined) throw new Error('no connection file');
    await manager.shutdown();
    const url = `ws://127.0.0.1:${address.port}/`;
    for (const stale of [
      { pid: file.pid },
      { pid: process.pid, url },
      { pid: process.pid, token: 'wrong' },
    ]) {
      await writeConnectionFile({ ...file, ...stale });
      const info = await manager.startWorker(config);
      expect(await readConnectionFile('sim:bench')).toMatchObject({ pid: info.pid, url: info.url });
      await manager.shutdown();
    }
    stranger.close();
  });

  it('whose worker lives, but does not have its token, ends a start early and is named', async () => {
    await startedManager();
    const file = await readConnectionFile('sim:bench');
    if (file === undefined) throw new Error('no connection file');
    await writeConnectionFile({ ...file, token: 'wrong' });
    const begun = performance.now();
    const error = await failureOf(newManager().startWorker(config));
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(error).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(error.message).toContain(`the worker at ${file.url} refuses its token`);
    await writeConnectionFile(file);
  });
});

describe('a start that fails', () => {
  it('carries the reason', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    closed.close();
    const manager = newManager();
    const unreachable = await failureOf(manager.startWorker({ hostname: '127.0.0.1', port: address.port }));
    expect(unreachable.code).toBe('board_unavailable');
    expect(unreachable.message).toContain(`127.0.0.1:${address.port}`);
    const nonsense = await failureOf(manager.startWorker({ simulate: 'x', wiring: 'out1->moon' }));
    expect(nonsense.message).toContain('moon');
    const program = join(folder, 'missing.js');
    const missing = await failureOf(manager.startWorker({ ...config, program }));
    expect(missing).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(missing.message).toContain(program);
  });

  it('because of its configuration says what is wrong with it', async () => {
    const manager = newManager();
    const wrong: readonly [object, RegExp][] = [
      [{}, /Neither hostname nor simulate/],
      [{ simulate: true, seeed: 1 }, /seeed/],
      [{ hostname: 'rp', seed: 1 }, /seed can be set for a simulated board only/],
      [{ simulate: true, port: 1 }, /port belongs to a real board/],
    ];
    for (const [given, sentence] of wrong) {
      const error = await failureOf(manager.startWorker(given));
      expect(error).toMatchObject({ code: 'invalid_params', effect: 'none' });
      expect(error.message).toMatch(sentence);
    }
  });
});

describe('shutdown', () => {
  it('stops a worker that was started here if nobody else is attached', async () => {
    const manager = await startedManager();
    const pid = pidOf(manager);
    await manager.shutdown();
    expect(isProcessAlive(pid)).toBe(false);
    expect(manager.isWorkerRunning()).toBe(false);
    const log = await readFile(join(folder, 'sim_bench.log'), 'utf8');
    expect(log).toContain('The worker has stopped.');
  });

  it('leaves a worker that others use, or that others started', async () => {
    const manager = await startedManager();
    const pid = pidOf(manager);
    const other = await otherProgram();
    await manager.shutdown();
    expect(isProcessAlive(pid)).toBe(true);
    expect(await other.finish()).toBe(0);
    expect(isProcessAlive(pid)).toBe(true);
    await startedManager();
  });

  it('with force stops the worker for everybody, also one that does not listen any more', async () => {
    const manager = await startedManager();
    const other = await startedManager();
    const pid = pidOf(manager);
    await manager.shutdown({ force: true });
    expect(isProcessAlive(pid)).toBe(false);
    await expect.poll(() => other.isWorkerRunning()).toBe(false);

    const info = await manager.startWorker(config);
    if (process.platform !== 'win32') process.kill(info.pid, 'SIGSTOP');
    await manager.shutdown({ force: true });
    expect(isProcessAlive(info.pid)).toBe(false);
  });
});
