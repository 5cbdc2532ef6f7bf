import { setTimeout as delay } from 'node:timers/promises';
import { type Client, CommandError } from '@pyrpl-mux/client';
import { isProcessAlive } from './probe.ts';

/** How long each of the three ways to end a worker may take [ms]: it drains when it is asked. */
const PATIENCE = { asked: 10_000, terminated: 3000, killed: 2000 };

/** Longest wait for the answer to the request to stop [s]; a worker answers it at once, or never. */
const ANSWER_TIMEOUT = 2;

/** Time between two looks at the process [ms]. */
const LOOK_INTERVAL = 20;

/** How a worker ended: it stopped when asked, or only when its process was ended. */
export type Ended = 'asked' | 'terminated' | 'killed';

/**
 * Stops a worker for everybody: asks it and, if it is on this computer, terminates its process and then kills it where
 * that does not help. Outputs stay as they are. Resolves when the worker is gone.
 *
 * @param client attached to the worker, or lost while attached
 * @param local whether the worker's process is on this computer
 * @throws CommandError `worker_lost` if it runs on nevertheless, `forbidden` if the client may only look
 */
export async function stopWorker(client: Client, local: boolean): Promise<Ended> {
  const { pid } = client.greeting.worker;
  const isGone = (): boolean => (local ? !isProcessAlive(pid) : client.state !== 'ready');
  if ((await askToStop(client)) && (await becomes(isGone, PATIENCE.asked))) return 'asked';
  if (!local) {
    throw new CommandError(
      'worker_lost',
      `The worker (process ${pid}) did not stop when it was asked to. It may run on another computer, so its process was left alone.`,
    );
  }
  for (const [signal, ended] of [
    ['SIGTERM', 'terminated'],
    ['SIGKILL', 'killed'],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone already, or another user's; the look at the process tells which.
    }
    if (await becomes(isGone, PATIENCE[ended])) return ended;
  }
  throw new CommandError('worker_lost', `The worker (process ${pid}) can't be ended from here; it runs on.`);
}

/** Asks for the stop; false if the worker did not understand, or was not there. */
async function askToStop(client: Client): Promise<boolean> {
  try {
    await client.command('shutdown', {}, { timeout: ANSWER_TIMEOUT });
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.code !== 'forbidden') return false;
    throw error;
  }
}

/** Waits until something is so, at most `patience` ms; false if it did not come true. */
async function becomes(condition: () => boolean, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    if (performance.now() >= deadline) return false;
    await delay(LOOK_INTERVAL);
  }
  return true;
}
