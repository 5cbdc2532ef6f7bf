import type { Clock } from '../link/clock.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import {
  type AcquireOptions,
  type Acquisition,
  addArming,
  DISARMED,
  disarm,
  type Preparation,
  type Run,
  readTrace,
  stateOf,
  waitForTrace,
} from './acquisition.ts';
import { encodeDelay } from './scope-registers.ts';
import { isAborted, WaitAbortedError } from './waiting.ts';

/** How a trace is taken whose taker gives way to whoever wants the scope. */
export interface StreamOptions {
  /** Ends it at any moment, also while the trace is being read. */
  readonly signal: AbortSignal;
  readonly onWaiting?: AcquireOptions['onWaiting'];
}

/**
 * Arms the scope as it is set, waits for its trigger as long as it takes, and reads both channels. Writes what arming
 * takes and changes no setting.
 *
 * When `signal` is aborted, the reset leaves at once, behind what is on its way already: one round trip later the scope
 * is disarmed and nothing of this trace is read any more.
 *
 * @throws ValueOutOfRangeError before anything is written, if the settings allow no trace; WaitAbortedError, after
 *   which the scope is disarmed; RegisterLinkError.
 */
export async function streamTrace(
  port: RegisterPort,
  { signal, onWaiting, clock }: StreamOptions & { readonly clock: Clock },
  scope: Preparation,
): Promise<Acquisition> {
  signal.throwIfAborted();
  const batch = new RegisterBatch();
  const chosen = scope.addSetup(batch);
  let resetting: Promise<void> | null = null;
  const reset = async (): Promise<void> => {
    resetting ??= disarm(port);
    await resetting;
  };
  const run: Run = {
    ...chosen,
    samplesAfterTrigger: encodeDelay(chosen.source, chosen.delay, chosen.decimation),
    triggerTimeout: Number.POSITIVE_INFINITY,
    signal,
    onWaiting,
    clock,
    disarm: reset,
  };
  const begun = clock.now();
  const giveWay = async (): Promise<void> => {
    if (!isAborted(signal)) return;
    await reset();
    const waited = (clock.now() - begun) / 1e3;
    throw new WaitAbortedError(stateOf(run, 'recording'), waited, DISARMED, signal.reason);
  };
  // Its failure is the link's end, which whatever is under way then reports.
  const resetAtOnce = (): void => void reset().catch(() => undefined);
  addArming(batch, run);
  const decode = scope.addReads(batch);
  signal.addEventListener('abort', resetAtOnce, { once: true });
  try {
    await batch.send(port);
    await giveWay();
    const settings = decode();
    // As it is: somebody else may have set it since it was last read.
    const recorded = { ...run, decimation: settings.decimation };
    await waitForTrace(port, recorded);
    return { ...(await readTrace(port, recorded, ['ch1', 'ch2'], scope.buffers, signal)), settings };
  } catch (error) {
    if (!(error instanceof WaitAbortedError)) await giveWay();
    throw error;
  } finally {
    signal.removeEventListener('abort', resetAtOnce);
  }
}
