import { systemClock } from '@pyrpl-mux/client';
import { afterEach, describe, expect, it } from 'vitest';
import { matching } from '../sessions/testing/matchers.ts';
import { ExitCode } from './exit-codes.ts';
import { type Inheritance, type Supervisor, type SupervisorOptions, supervise } from './supervisor.ts';
import { spawnWorkerProcess, type WorkerProcess } from './worker-process.ts';

const channel = JSON.stringify(new URL('worker-channel.ts', import.meta.url).href);

/** A worker that says it listens, at the port it was given or else 4711, and goes on as `then` says. */
const worker = (then: string) => `
  import { starter } from ${channel};
  const port = Number(process.argv[1]) || 4711;
  starter.tell({ report: 'listening', url: 'ws://127.0.0.1:' + port + '/', token: 't', pid: process.pid,
    board: 'sim:test', connectionFile: '/none' });
  ${then}
`;

const OBEDIENT = worker(
  `starter.onRequest({ stop: () => { process.exitCode = 0; process.disconnect(); }, gone() {} });`,
);
const DEAF = worker('setInterval(() => {}, 1000); process.on("SIGTERM", () => {});');

const supervisors = new Set<Supervisor>();
afterEach(async () => {
  for (const supervisor of supervisors) supervisor.stop('the test');
  await Promise.all([...supervisors].map(({ done }) => done));
  supervisors.clear();
});

interface Run {
  readonly supervisor: Supervisor;
  readonly said: string[];
  readonly inherited: Inheritance[];
  readonly pids: (number | undefined)[];
  /** Resolves when the worker number `count` listens. */
  readonly listening: (count: number) => Promise<void>;
}

/** Supervises workers that run `programs` in turn; the last one is repeated. */
function run(programs: readonly string[], options: Partial<SupervisorOptions> = {}): Run {
  const said: string[] = [];
  const inherited: Inheritance[] = [];
  const pids: (number | undefined)[] = [];
  let listened = 0;
  const waiting = new Map<number, () => void>();
  const supervisor = supervise(
    (inheritance): WorkerProcess => {
      const program = programs[Math.min(inherited.length, programs.length - 1)] ?? '';
      inherited.push(inheritance);
      const child = spawnWorkerProcess([
        process.execPath,
        '--input-type=module',
        '--eval',
        program,
        String(inheritance.port ?? ''),
      ]);
      pids.push(child.pid);
      return child;
    },
    {
      say: (sentence) => said.push(sentence),
      onReport: ({ report }) => {
        if (report !== 'listening') return;
        listened += 1;
        waiting.get(listened)?.();
      },
      firstPause: 1,
      ...options,
    },
  );
  supervisors.add(supervisor);
  const listening = (count: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (listened >= count) resolve();
    waiting.set(count, resolve);
    return promise;
  };
  return { supervisor, said, inherited, pids, listening };
}

describe('the supervisor', () => {
  it('starts a crashed worker again at the same port, and shows the pid of the worker', async () => {
    const { supervisor, said, inherited, pids, listening } = run([OBEDIENT]);
    await listening(1);
    expect(supervisor.pid).toBe(pids[0]);
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    await listening(2);
    expect(supervisor.pid).toBe(pids[1]);
    expect(inherited).toEqual([
      { port: null, restarts: { count: 0, last: null } },
      {
        port: 4711,
        restarts: {
          count: 1,
          last: { when: matching(/^\d{4}-\d\d-\d\dT.*Z$/), why: 'The worker ended by SIGKILL.' },
        },
      },
    ]);
    expect(said).toEqual([expect.stringContaining('ended by SIGKILL')]);
    supervisor.stop('a user');
    expect(await supervisor.done).toBe(ExitCode.ok);
  });

  it('ends without a restart when the worker was stopped', async () => {
    const { supervisor, inherited } = run([worker('process.disconnect();')]);
    expect(await supervisor.done).toBe(ExitCode.ok);
    expect(inherited).toHaveLength(1);
  });

  it.each([
    ExitCode.usage,
    ExitCode.boardTaken,
    ExitCode.addressInUse,
    ExitCode.configMismatch,
    ExitCode.runtimeFolder,
  ])('passes on exit code %i, for starting again would only fail again', async (code) => {
    const { supervisor, inherited } = run([`process.exit(${code})`]);
    expect(await supervisor.done).toBe(code);
    expect(inherited).toHaveLength(1);
  });

  it('tries again for an address that its own worker had before', async () => {
    const crash = worker('process.disconnect(); process.exitCode = 1;');
    const { supervisor, inherited, listening } = run([crash, 'process.exit(11)', OBEDIENT]);
    await listening(2);
    expect(inherited.map(({ port }) => port)).toEqual([null, 4711, 4711]);
    supervisor.stop('a user');
    await supervisor.done;
  });

  it('gives up a worker that crashes again and again, and says so', async () => {
    const { supervisor, said, inherited } = run(['process.exit(1)'], { crashLimit: 3 });
    expect(await supervisor.done).toBe(ExitCode.gaveUp);
    expect(inherited.map(({ restarts }) => restarts.count)).toEqual([0, 1, 2]);
    expect(said.at(-1)).toMatch(/not started again/);
  });

  it('forgets crashes that are long past', async () => {
    let now = 0;
    const clock = { ...systemClock, now: () => (now += 1000) };
    const crash = 'process.exit(1)';
    const { supervisor, inherited, listening } = run([crash, crash, crash, crash, OBEDIENT], {
      clock,
      crashLimit: 3,
      crashMemory: 1500,
    });
    await listening(1);
    expect(inherited).toHaveLength(5);
    supervisor.stop('a user');
    expect(await supervisor.done).toBe(ExitCode.ok);
  });

  it('kills a worker that does not stop in time', async () => {
    const { supervisor, said, listening } = run([DEAF], { stopLimit: 20 });
    await listening(1);
    supervisor.stop('a user');
    expect(await supervisor.done).toBe(ExitCode.ok);
    expect(said).toEqual([expect.stringContaining('is killed')]);
  });

  it('stops while it waits for the next start', async () => {
    const pausing = Promise.withResolvers<void>();
    const { supervisor } = run(['process.exit(1)'], {
      firstPause: 3_600_000,
      longestPause: 3_600_000,
      say: () => pausing.resolve(),
    });
    await pausing.promise;
    supervisor.stop('a user');
    expect(await supervisor.done).toBe(ExitCode.ok);
  });

  it('gives up a program that cannot be started', async () => {
    const said: string[] = [];
    const supervisor = supervise(() => spawnWorkerProcess(['/does/not/exist']), {
      say: (sentence) => said.push(sentence),
      firstPause: 1,
      crashLimit: 1,
    });
    expect(await supervisor.done).toBe(ExitCode.gaveUp);
    expect(said).toEqual([expect.stringContaining("can't be started")]);
  });
});
