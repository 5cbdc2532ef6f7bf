import type { RegisterPort } from '../link/register-port.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import type { ScopeChannel } from './acquisition.ts';
import { SCOPE, SCOPE_BASE, STATE, samplingTime, TRACE_LENGTH } from './scope-registers.ts';
import { type TimeAxis, unrollBuffer } from './trace.ts';

/** The newest trace of a scope that records for ever. */
export interface RollingTrace {
  /**
   * 16384 values [V] per channel asked for, in that order, oldest first. NaN where nothing was recorded yet, or where
   * the board went on recording while it was read.
   */
  readonly voltage: readonly Float32Array[];
  /** Time 0 is that of the newest sample. */
  readonly time: TimeAxis;
}

/** Fewest clock cycles per sample: a faster trace (0.13 s) would be overwritten while it is read. */
const LEAST_DECIMATION = 1024;

/** @throws ValueOutOfRangeError if a trace would be overwritten while it is read */
export function checkRolling(decimation: number): void {
  if (decimation >= LEAST_DECIMATION) return;
  const range = `at least ${LEAST_DECIMATION} to record for ever, for a faster trace is overwritten while it is read`;
  throw new ValueOutOfRangeError('decimation', decimation, range, '1');
}

/** Resets and arms the write machine without a trigger source, so that it goes on for ever. */
export function addRolling(batch: RegisterBatch): void {
  batch.write(SCOPE_BASE + SCOPE.state, STATE.reset);
  batch.write(SCOPE_BASE + SCOPE.triggerSource, 0);
  batch.write(SCOPE_BASE + SCOPE.state, STATE.armed);
}

/** Cycles from one value of the 32-bit cycle counter to a later one. */
const cyclesBetween = (before: number, after: number): number => (after - before) >>> 0;

/**
 * Reads what a rolling scope has recorded last.
 *
 * @throws Error if the scope records nothing; RegisterLinkError
 */
export async function readRolling(
  port: RegisterPort,
  decimation: number,
  channels: readonly ScopeChannel[],
): Promise<RollingTrace> {
  const batch = new RegisterBatch();
  const begun = batch.read(SCOPE_BASE + SCOPE.cycleCounter);
  const pointer = batch.read(SCOPE_BASE + SCOPE.writePointer);
  const recorded = batch.read(SCOPE_BASE + SCOPE.samplesRecorded);
  const buffers = channels.map((channel) =>
    batch.read(SCOPE_BASE + SCOPE.buffers[channel === 'ch1' ? 0 : 1], TRACE_LENGTH),
  );
  const ended = batch.read(SCOPE_BASE + SCOPE.cycleCounter);
  const state = batch.read(SCOPE_BASE + SCOPE.state);
  await batch.send(port);
  if ((state.word() & STATE.armed) === 0) {
    throw new Error(
      'The scope records nothing, so it has no newest trace. Start it first; nothing was changed.',
    );
  }

  const step = samplingTime(decimation);
  const overwritten = Math.ceil(cyclesBetween(begun.word(), ended.word()) / decimation) + 1;
  const missing = Math.max(overwritten, TRACE_LENGTH - recorded.word());
  return {
    voltage: buffers.map(({ words }) =>
      unrollBuffer(words, pointer.word()).fill(Number.NaN, 0, Math.min(missing, TRACE_LENGTH)),
    ),
    time: { start: (1 - TRACE_LENGTH) * step, step },
  };
}
