import type { Clock } from '../link/clock.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import type { ScopeSettings, ScopeSetup } from './scope.ts';
import {
  encodeDelay,
  SCOPE,
  SCOPE_BASE,
  type ScopeTriggerSource,
  STATE,
  samplingTime,
  TRACE_LENGTH,
  triggerSourceCodec,
} from './scope-registers.ts';
import type { Signal } from './signals.ts';
import { averageInto, type TimeAxis, timeAxis, unrollBuffer } from './trace.ts';
import type { AcquisitionState } from './wait-state.ts';
import { isAborted, PollInterval, sleep, WaitAbortedError, WaitTimeoutError } from './waiting.ts';

/** A channel of the scope. */
export type ScopeChannel = 'ch1' | 'ch2';

/** What to acquire, and how long to wait. */
export interface AcquireOptions {
  /** Settings to change before; what is not given stays. */
  readonly settings?: ScopeSetup | undefined;
  /** Channels to read; default both. */
  readonly channels?: readonly ScopeChannel[] | undefined;
  /** Longest wait for the trigger of each trace [s], from the moment when a trigger counts; default 5. */
  readonly triggerTimeout?: number | undefined;
  /** Number of traces to average, 1 by default. */
  readonly averages?: number | undefined;
  /** Stops the waiting and disarms the scope. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what is waited for, whenever that changes. */
  readonly onWaiting?: ((state: AcquisitionState) => void) | undefined;
  /** Called after each trace of several. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** One trace per channel, or the mean of several. */
export interface Acquisition {
  /** 16384 values [V] per channel asked for, in that order, oldest first. */
  readonly voltage: readonly Float32Array[];
  readonly time: TimeAxis;
  /** Clock cycle (of 8 ns, since the image was loaded) of the last trigger. */
  readonly triggerTimestamp: number;
  /** Settings with which it was acquired. */
  readonly settings: ScopeSettings;
}

/** Settings on which an acquisition depends. */
export interface Chosen {
  readonly input1: Signal;
  readonly input2: Signal;
  readonly decimation: number;
  readonly source: ScopeTriggerSource;
  /** Centre of the trace, seen from the trigger [s]. */
  readonly delay: number;
  readonly threshold: number;
  readonly hysteresis: number;
}

/** The scope's part of an acquisition's first batch. */
export interface Preparation {
  /** Memory for the words of each channel's buffer, which are not needed once the trace was made of them. */
  readonly buffers: readonly [Uint32Array, Uint32Array];
  addSetup(batch: RegisterBatch): Chosen;
  addReads(batch: RegisterBatch): () => ScopeSettings;
}

/** One trace to be recorded. */
export interface Run extends Chosen {
  readonly samplesAfterTrigger: number;
  /** Longest wait for the trigger [s]. */
  readonly triggerTimeout: number;
  readonly signal: AbortSignal | undefined;
  readonly onWaiting: AcquireOptions['onWaiting'];
  readonly clock: Clock;
  /** Ends what is recorded, for nobody waits for it any more. */
  readonly disarm: () => Promise<void>;
}

/** A trace as it was read. */
export interface Trace {
  readonly voltage: readonly Float32Array[];
  readonly time: TimeAxis;
  readonly triggerTimestamp: number;
}

/** What the end of a wait leaves behind. */
export const DISARMED = 'The scope was disarmed; its settings stay.';

/** A recording may end this much later than it should [ms] before the board is called stuck. */
const GRACE_MS = 1000;

/** Resets and arms the write machine; the trigger source comes last, for "immediately" triggers at once. */
export function addArming(batch: RegisterBatch, { source, samplesAfterTrigger }: Run): void {
  batch.write(SCOPE_BASE + SCOPE.state, STATE.reset);
  batch.write(SCOPE_BASE + SCOPE.delay, samplesAfterTrigger);
  batch.write(SCOPE_BASE + SCOPE.state, STATE.armed);
  batch.write(SCOPE_BASE + SCOPE.triggerSource, triggerSourceCodec.encode(source));
}

/** What is being waited for, in words for {@link WaitAbortedError} and its like. */
export function stateOf(
  { source, input1, input2, threshold }: Run,
  kind: AcquisitionState['kind'],
): AcquisitionState {
  const edgeOf = source.startsWith('ch1') ? input1 : source.startsWith('ch2') ? input2 : null;
  return { kind, source, edgeOf, threshold };
}

/** What the scope is doing, from two reads: of its state, and of whether a trigger counts yet. */
function kindOf(state: number, pretriggerOk: number): AcquisitionState['kind'] {
  if ((state & STATE.delayRunning) !== 0) return 'recording';
  return pretriggerOk === 0 ? 'filling' : 'armed';
}

/** Ends whatever the scope records. */
export async function disarm(port: RegisterPort): Promise<void> {
  await port.write(SCOPE_BASE + SCOPE.state, Uint32Array.of(STATE.reset));
}

/** Waits until the armed scope has recorded its trace; disarms it if that is not to be. */
export async function waitForTrace(port: RegisterPort, run: Run): Promise<void> {
  const { samplesAfterTrigger, signal, clock } = run;
  const sampleMs = samplingTime(run.decimation) * 1e3;
  const armedAt = clock.now();
  const elapsed = (): number => clock.now() - armedAt;
  const beforeTrigger = Math.max(0, TRACE_LENGTH - samplesAfterTrigger) * sampleMs;
  const afterTrigger = samplesAfterTrigger * sampleMs;
  const triggerDue = beforeTrigger + run.triggerTimeout * 1e3;
  const interval = new PollInterval();
  let state = stateOf(run, beforeTrigger === 0 ? 'armed' : 'filling');
  let triggeredAt: number | null = run.source === 'immediately' ? 0 : null;
  run.onWaiting?.(state);
  const ends = beforeTrigger + afterTrigger;
  await sleep(clock, triggeredAt === null ? Math.min(ends, triggerDue) : ends, signal);
  for (;;) {
    const late =
      triggeredAt === null ? elapsed() >= triggerDue : elapsed() > triggeredAt + afterTrigger + GRACE_MS;
    const [[word = 0], [pretriggerOk = 0]] = await port.batch([
      { op: 'read', address: SCOPE_BASE + SCOPE.state, count: 1 },
      { op: 'read', address: SCOPE_BASE + SCOPE.pretriggerOk, count: 1 },
    ]);
    if ((word & (STATE.armed | STATE.delayRunning)) === 0) return;
    const kind = kindOf(word, pretriggerOk);
    if (kind !== state.kind) {
      state = stateOf(run, kind);
      run.onWaiting?.(state);
    }
    if (isAborted(signal)) {
      await run.disarm();
      throw new WaitAbortedError(state, elapsed() / 1e3, DISARMED, signal?.reason);
    }
    const triggered = (word & STATE.delayRunning) !== 0;
    if (late && (triggeredAt !== null || !triggered)) {
      await run.disarm();
      throw new WaitTimeoutError(state, elapsed() / 1e3, DISARMED);
    }
    if (triggered) triggeredAt ??= elapsed();
    const left = triggeredAt === null ? Math.max(0, triggerDue - elapsed()) : Number.POSITIVE_INFINITY;
    await sleep(clock, Math.min(interval.next(), left), signal);
  }
}

/**
 * Reads a recorded trace: the channels asked for, and the pointers and time stamp that belong to it.
 *
 * @param giveUp ends the reading, with its reason
 */
export async function readTrace(
  port: RegisterPort,
  { decimation, source, samplesAfterTrigger }: Run,
  channels: readonly ScopeChannel[],
  memory: Preparation['buffers'],
  giveUp?: AbortSignal,
): Promise<Trace> {
  const batch = new RegisterBatch();
  const pointers = batch.read(SCOPE_BASE + SCOPE.writePointer, 2);
  const timestamp = batch.read(SCOPE_BASE + SCOPE.triggerTimestamp, 2);
  const buffers = channels.map((channel) => {
    const index = channel === 'ch1' ? 0 : 1;
    return batch.read(SCOPE_BASE + SCOPE.buffers[index], TRACE_LENGTH, memory[index]);
  });
  await batch.send(port, giveUp);

  const [writePointer, triggerPointer] = [pointers.word(0), pointers.word(1)];
  const time = timeAxis(decimation, samplesAfterTrigger, writePointer, triggerPointer);
  return {
    voltage: buffers.map(({ words }) => unrollBuffer(words, writePointer)),
    // Without an event to count from, the trace counts from its beginning.
    time: source === 'immediately' ? { ...time, start: 0 } : time,
    triggerTimestamp: timestamp.word(1) * 2 ** 32 + timestamp.word(0),
  };
}

/**
 * Changes the given settings, arms the scope in the same batch, waits for the trigger and the end of the trace, and
 * reads it; several times if traces are to be averaged.
 *
 * A trigger counts once everything is recorded that the trace shows before it. The waiting begins with the earliest
 * possible end of the trace, then the scope is asked at intervals that grow from 0.2 ms to 5 ms.
 *
 * @throws ValueOutOfRangeError before anything is written; WaitAbortedError, WaitTimeoutError, after both of which
 * the scope is disarmed; RegisterLinkError.
 */
export async function acquire(
  port: RegisterPort,
  options: AcquireOptions & { readonly clock: Clock },
  scope: Preparation,
): Promise<Acquisition> {
  const {
    channels = ['ch1', 'ch2'],
    triggerTimeout = 5,
    averages = 1,
    signal,
    onWaiting,
    onProgress,
  } = options;
  if (!(triggerTimeout >= 0 && Number.isFinite(triggerTimeout))) {
    throw new ValueOutOfRangeError('triggerTimeout', triggerTimeout, 'at least 0 s', 's');
  }
  if (!(Number.isInteger(averages) && averages >= 1)) {
    throw new ValueOutOfRangeError('averages', averages, 'a whole number from 1', '1');
  }
  const preparation = new RegisterBatch();
  const checkNotAborted = (done: number): void => {
    if (!isAborted(signal)) return;
    const consequence = done === 0 ? 'Nothing was written.' : 'The scope is not armed; its settings stay.';
    const state = { kind: 'between_traces', done, total: averages } as const;
    throw new WaitAbortedError(state, 0, consequence, signal?.reason);
  };
  checkNotAborted(0);
  const chosen = scope.addSetup(preparation);
  const run: Run = {
    ...chosen,
    samplesAfterTrigger: encodeDelay(chosen.source, chosen.delay, chosen.decimation),
    triggerTimeout,
    signal,
    onWaiting,
    clock: options.clock,
    disarm: async () => await disarm(port),
  };
  addArming(preparation, run);
  const decode = scope.addReads(preparation);
  await preparation.send(port);
  const settings = decode();

  await waitForTrace(port, run);
  let last = await readTrace(port, run, channels, scope.buffers);
  if (averages === 1) return { ...last, settings };
  const means = last.voltage.map((trace) => Float64Array.from(trace));
  for (let count = 2; count <= averages; count += 1) {
    onProgress?.(count - 1, averages);
    checkNotAborted(count - 1);
    const arming = new RegisterBatch();
    addArming(arming, run);
    await arming.send(port);
    await waitForTrace(port, run);
    last = await readTrace(port, run, channels, scope.buffers);
    for (const [index, trace] of last.voltage.entries()) {
      const mean = means[index];
      if (mean !== undefined) averageInto(mean, trace, count);
    }
  }
  onProgress?.(averages, averages);
  return { ...last, voltage: means.map((mean) => Float32Array.from(mean)), settings };
}
