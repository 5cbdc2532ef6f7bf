import type { PointerMotion } from './asg-pointer.ts';
import { randomIndexAt, randomIndexBlock } from './prng.ts';

/** Entries of a waveform table. */
export const tableLength = 16_384;

/** Cycles by which a change reaches the ASG's output wire: from the table pointer, and from a register write. */
export const asgLatency = { pointer: 6, amplitude: 3, offset: 2, zero: 1 } as const;

/**
 * Cycles from the first cycle after the write edge of a software trigger to the cycle in which the trigger input is
 * high; the pointer shows the start phase one cycle later (golden vector J).
 */
export const softwareTriggerDelay = 1;

/** What an ASG channel puts on its output for a table entry. */
export interface AsgOutput {
  /** Waveform table, 16384 entries of s14 counts. */
  readonly table: Int16Array;
  /** Amplitude, u14: 8192 = x 1. */
  readonly amplitude: number;
  /** Offset in counts, s14. */
  readonly offset: number;
  /** Output zero bit. */
  readonly zero: boolean;
  /** Table address from the random generator in place of the pointer. */
  readonly random: boolean;
}

function level(entry: number, amplitude: number, offset: number): number {
  const sum = ((((entry * amplitude) >> 13) + offset) << 17) >> 17;
  return sum > 8191 ? 8191 : Math.max(sum, -8192);
}

/** What the channel puts out for each entry of its table, counts; the zero bit aside. */
export function asgLevels({ table, amplitude, offset }: AsgOutput): Int16Array {
  return table.map((entry) => level(entry, amplitude, offset));
}

/**
 * Output wire of an ASG channel in counts. The registers in `output` are taken as in force for long enough; see
 * {@link asgLatency} for the cycles around a change.
 *
 * @param motion - motion of the pointer that covers `cycle` - 6
 * @param cycle - cycles since the FPGA was loaded
 */
export function asgAt(output: AsgOutput, motion: PointerMotion, cycle: number): number {
  if (output.zero) return 0;
  const address = cycle - asgLatency.pointer;
  const index = output.random ? randomIndexAt(Math.max(0, address)) : motion.pointerAt(address) >> 16;
  return level(output.table[index] ?? 0, output.amplitude, output.offset);
}

/**
 * {@link asgAt} for n cycles from `startCycle` in steps of `stride`.
 *
 * @param out - receives counts in its first n elements
 */
export function asgBlock(
  out: Int16Array | Int32Array,
  output: AsgOutput,
  motion: PointerMotion,
  startCycle: number,
  stride: number,
  n: number,
): void {
  if (output.zero) {
    out.fill(0, 0, n);
    return;
  }
  const address = startCycle - asgLatency.pointer;
  if (output.random) randomIndexBlock(out, Math.max(0, address), stride, n);
  else motion.indexBlock(out, address, stride, n);
  const { table, amplitude, offset } = output;
  for (let index = 0; index < n; index += 1) {
    out[index] = level(table[out[index] ?? 0] ?? 0, amplitude, offset);
  }
}
