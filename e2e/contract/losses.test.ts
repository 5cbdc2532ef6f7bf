import { dirname } from 'node:path';
import { type Client, CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { readSimulatedBoardFile } from '../../packages/worker/src/backend/board/simulated-board-file.ts';
import { nextReady, pythonPid, untilLane } from '../pyrpl-backend/worker-events.ts';
import { BACKENDS, type BackendUnderTest, type ContractBench, startBench } from './backends.ts';

/** Longest time from the end of a process to the last answer [ms]: well before a heartbeat would find it, on any machine. */
const AT_ONCE = 5000;

/** What an error says that had to wait until an answer or a heartbeat was overdue. */
const OVERDUE = /did not reply|timed out|no answer|sign of life/;

const hosted = BACKENDS.filter(({ isPyrpl }) => isPyrpl);
const linked = BACKENDS.filter(({ hasSignals }) => hasSignals);

/** A command's error, to be waited for at any time. */
function failure(pending: Promise<unknown>): Promise<CommandError> {
  return pending.then(
    (answer) => {
      throw new Error(`It was answered with ${JSON.stringify(answer).slice(0, 100)}.`);
    },
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
}

/** Commands that wait for their answer when something is lost. */
interface Held {
  /** A trace: it waits for a trigger that never comes; on the dummy, which has none, for a child that was stopped. */
  readonly running: Promise<CommandError>;
  /** What the loss of a running command's board can tell of its effect. */
  readonly effect: 'done' | 'unknown';
  /** Behind it in the same lane. */
  readonly queued: Promise<CommandError>;
}

async function hold(client: Client, { hasSignals }: BackendUnderTest): Promise<Held> {
  if (!hasSignals) process.kill(await pythonPid(client), 'SIGSTOP');
  const trigger = hasSignals
    ? ({ trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 600 } as const)
    : ({ trigger_source: 'immediately' } as const);
  const running = failure(client.command('scope_acquire', { ...trigger, decimation: 64 }));
  const queued = failure(client.command('scope_setup', { decimation: 1 }));
  await untilLane(client, 'scope', { waiting: hasSignals, queued: 1 });
  return { running, effect: hasSignals ? 'done' : 'unknown', queued };
}

/** Whether a command was refused, or begun in vain before the loss was known, it has written nothing. */
function expectNothingDone({ code, info: { effect } }: CommandError): void {
  expect(['board_unavailable', 'board_fault']).toContain(code);
  expect(effect).toBe('none');
}

/** Ends a process behind the worker; all that is pending must end at once, and the worker find its board again. */
async function expectRecovery(
  { client, worker }: ContractBench,
  { running, effect, queued }: Held,
  pid: number,
): Promise<void> {
  const back = nextReady(client);
  const killed = performance.now();
  process.kill(pid, 'SIGKILL');
  const error = await running;
  expect(error).toMatchObject({ code: 'board_fault', effect });
  expect(error.message).not.toMatch(OVERDUE);
  expectNothingDone(await queued);
  expect(performance.now() - killed).toBeLessThan(AT_ONCE);
  // A board that is back already answers.
  const next = await client.command('hk_get', {}).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (next instanceof CommandError) expectNothingDone(next);
  else expect(next).toBeNull();
  await back;
  expect(await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.25 })).toBe(0.25);
  expect((await client.command('scope_acquire', { decimation: 1 })).voltage).toHaveLength(16_384);
  expect(worker.process.exitCode).toBeNull();
}

describe.each(BACKENDS)('the worker of the backend $name', (backend) => {
  it('promise 5: "If the worker goes away, every pending command ends at once with a named error and its effect"', async () => {
    await using bench = await startBench(backend);
    const { running, queued } = await hold(bench.client, backend);
    using stopped = new DisposableStack();
    if (!backend.hasSignals) {
      const child = await pythonPid(bench.client);
      stopped.defer(() => process.kill(child, 'SIGCONT'));
    }
    const killed = performance.now();
    bench.worker.process.kill('SIGKILL');
    for (const error of await Promise.all([running, queued]))
      expect(error).toMatchObject({ code: 'worker_lost', effect: 'unknown' });
    expect(performance.now() - killed).toBeLessThan(AT_ONCE);
  });
});

describe.each(hosted)('the Python child of the backend $name', (backend) => {
  it('promise 5: "If the Python child goes away, every pending command ends at once", and another takes its place', async () => {
    await using bench = await startBench(backend);
    const held = await hold(bench.client, backend);
    const pid = await pythonPid(bench.client);
    await expectRecovery(bench, held, pid);
    expect(await pythonPid(bench.client)).not.toBe(pid);
  });

  it('promise 4: "Expired in the queue: expired, nothing was done", and cancelled there, while the child is held up', async () => {
    await using bench = await startBench(backend);
    const { client } = bench;
    const before = await client.command('pid_get', { channel: 'pid0' });
    const pid = await pythonPid(client);
    process.kill(pid, 'SIGSTOP');
    const running = client.command('pid_set_setpoint', { channel: 'pid0', value: 0.5 });
    const stop = new AbortController();
    const set = { channel: 'pid0', p: 1 } as const;
    const expired = failure(client.command('pid_configure', set, { timeout: 0.1 }));
    const cancelled = failure(client.command('pid_configure', set, { signal: stop.signal }));
    await untilLane(client, 'pid0', { waiting: false, queued: 1 });
    stop.abort();
    expect(await expired).toMatchObject({ code: 'expired', effect: 'none' });
    expect(await cancelled).toMatchObject({ code: 'cancelled', effect: 'none' });
    process.kill(pid, 'SIGCONT');
    expect(await running).toBe(0.5);
    expect(await client.command('pid_get', { channel: 'pid0' })).toMatchObject({
      p: before.p,
      setpoint: 0.5,
    });
  });
});

describe.each(linked)('the board of the backend $name', (backend) => {
  it('promise 5: "If the board goes away, every pending command ends at once", and the board is found again', async () => {
    await using bench = await startBench(backend);
    const held = await hold(bench.client, backend);
    const board = readSimulatedBoardFile('contract', dirname(bench.worker.line.connectionFile));
    if (board === null) throw new Error('There is no simulated board.');
    await expectRecovery(bench, held, board.pid);
  });
});
