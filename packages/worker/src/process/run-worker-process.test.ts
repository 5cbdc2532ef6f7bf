import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConnectionFile } from '@pyrpl-mux/client/node';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from '../sessions/testing/raw-client.ts';
import { ExitCode } from './exit-codes.ts';
import { type Supervisor, supervise } from './supervisor.ts';
import type { WorkerReport } from './worker-channel.ts';
import type { WorkerOptions } from './worker-options.ts';
import { spawnWorkerProcess, type WorkerProcess } from './worker-process.ts';

const program = `
  import { runWorkerProcess } from ${JSON.stringify(new URL('run-worker-process.ts', import.meta.url).href)};
  process.on('SIGUSR2', () => { throw new Error('a fault of the program'); });
  process.exitCode = await runWorkerProcess(JSON.parse(process.argv[1]), { supervised: process.argv[2] === 'true' });
`;

let folder: string;
let board: SimulatedBoard;
let key: string;
const processes = new Set<WorkerProcess>();
const supervisors = new Set<Supervisor>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-process-'));
  board = await SimulatedBoard.start({ fpga: new SimulatedFpga() });
  key = `127.0.0.1:${board.port}`;
});
afterEach(async () => {
  for (const supervisor of supervisors) supervisor.stop('the test');
  await Promise.all([...supervisors].map(({ done }) => done));
  for (const worker of processes) worker.kill();
  await Promise.all([...processes].map(({ ended }) => ended));
  supervisors.clear();
  processes.clear();
  await board[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function spawnWorker(port = 0, supervised = true): WorkerProcess {
  const options: WorkerOptions = {
    board: { kind: 'tcp', host: '127.0.0.1', port: board.port },
    inputRange: { in1: 'LV', in2: 'LV' },
    listen: '127.0.0.1',
    port,
    folder,
    logLevel: 'silent',
  };
  const worker = spawnWorkerProcess([
    process.execPath,
    '--conditions=source',
    '--input-type=module',
    '--eval',
    program,
    JSON.stringify(options),
    String(supervised),
  ]);
  processes.add(worker);
  return worker;
}

/** The reports of a worker, one at a time. */
function reports(worker: { onReport(listener: (report: WorkerReport) => void): void }): {
  until: (wanted: (report: WorkerReport) => boolean) => Promise<WorkerReport>;
} {
  const seen: WorkerReport[] = [];
  const waiting = new Set<() => void>();
  worker.onReport((report) => {
    seen.push(report);
    for (const wake of waiting) wake();
  });
  const until = async (wanted: (report: WorkerReport) => boolean): Promise<WorkerReport> => {
    for (;;) {
      const found = seen.find(wanted);
      if (found !== undefined) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      await promise;
      waiting.delete(resolve);
    }
  };
  return { until };
}

const isReady = (report: WorkerReport): boolean => report.report === 'state' && report.state === 'ready';
const isListening = (report: WorkerReport): boolean => report.report === 'listening';

describe('a worker process', () => {
  it('reports that it listens, and that it has its board', async () => {
    const worker = spawnWorker();
    const { until } = reports(worker);
    expect(await until(isListening)).toMatchObject({ board: key, pid: worker.pid });
    await until(isReady);
  });

  it('stops in good order when its starter asks for it, and when its supervisor is gone', async () => {
    const worker = spawnWorker();
    await reports(worker).until(isReady);
    worker.stop('a test');
    expect(await worker.ended).toMatchObject({ exitCode: ExitCode.ok });
    expect(await readConnectionFile(key, folder)).toBeUndefined();
    const orphan = spawnWorker();
    await reports(orphan).until(isReady);
    orphan.abandon();
    expect(await orphan.ended).toMatchObject({ exitCode: ExitCode.ok });
  });

  it('outlives a starter that is no supervisor', async () => {
    const worker = spawnWorker(0, false);
    await reports(worker).until(isReady);
    worker.abandon();
    const file = await readConnectionFile(key, folder);
    const client = await RawClient.connect(file?.url ?? '', file?.token ?? '');
    expect(await client.request({ command: 'ping' })).toMatchObject({ data: 'pong' });
    expect(await client.request({ command: 'shutdown' })).toMatchObject({ status: 'ok' });
    expect(await worker.ended).toMatchObject({ exitCode: ExitCode.ok });
  });

  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'stops in good order on %s',
    async (signal) => {
      const worker = spawnWorker();
      await reports(worker).until(isReady);
      process.kill(worker.pid ?? 0, signal);
      expect(await worker.ended).toMatchObject({ exitCode: ExitCode.ok });
    },
  );

  it.skipIf(process.platform === 'win32')(
    'ends at once by a fault of its own, and leaves the connection file for the restart',
    async () => {
      const worker = spawnWorker();
      await reports(worker).until(isReady);
      process.kill(worker.pid ?? 0, 'SIGUSR2');
      expect(await worker.ended).toMatchObject({ exitCode: ExitCode.crashed });
      expect(await readConnectionFile(key, folder)).toMatchObject({ pid: worker.pid });
    },
  );

  it('promise 10: "a loser exits with its own code", and says why', async () => {
    const winner = spawnWorker();
    await reports(winner).until(isListening);
    const loser = spawnWorker();
    const { until } = reports(loser);
    const failed = await until(({ report }) => report === 'failed');
    expect(failed.report === 'failed' && failed.sentence).toMatch(/^Another worker has this board/);
    expect(await loser.ended).toMatchObject({ exitCode: ExitCode.boardTaken });
    expect(await readConnectionFile(key, folder)).toMatchObject({ pid: winner.pid });
  });
});

describe('a supervised worker that is killed', () => {
  it('promise 9: "restarting the worker writes no register"; url and token survive, and the settings', async () => {
    const reported: ((report: WorkerReport) => void)[] = [];
    const { until } = reports({ onReport: (listener) => reported.push(listener) });
    const supervisor = supervise(({ port }) => spawnWorker(port ?? 0), {
      say: () => undefined,
      onReport: (report) => {
        for (const listener of reported) listener(report);
      },
      firstPause: 1,
    });
    supervisors.add(supervisor);
    await until(isReady);
    const before = await readConnectionFile(key, folder);
    const client = await RawClient.connect(before?.url ?? '', before?.token ?? '');
    await client.request({
      command: 'asg_setup',
      params: { waveform: 'sin', amplitude: 0.5, output_direct: 'out1' },
    });
    await client.request({
      command: 'pid_configure',
      params: { p: 0.5, setpoint: 0.25, output_direct: 'out2' },
    });
    const state = await client.request({ command: 'state_get' });
    const { total } = board.writes;

    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    await client.closed;
    await until((report) => report.report === 'listening' && report.pid !== before?.pid);
    const after = await readConnectionFile(key, folder);
    expect(after).toEqual({ ...before, pid: supervisor.pid });
    const again = await RawClient.connect(after?.url ?? '', after?.token ?? '');
    await expect
      .poll(async () => await again.request({ command: 'state_get' }))
      .toMatchObject({ status: 'ok' });
    const restarted = await again.request({ command: 'state_get' });
    const settings = JSON.stringify(state['data']).replace('"waveform":"sin"', '"waveform":null');
    expect([JSON.stringify(state['data']), settings]).toContain(JSON.stringify(restarted['data']));
    expect(board.writes.total).toBe(total);
    await again.close();
  });
});
