import { multiplyModulo } from './fixed-point.ts';

/** Registers of an ASG channel that move its table pointer. The pointer has 30 bits, 2^16 per table entry. */
export interface PointerSettings {
  /** Counter step per cycle, u30: f / 125 MHz * 2^30. */
  readonly step: number;
  /** Counter wrap value, u30; PyRPL always writes 0x3FFFFFFF. */
  readonly size: number;
  /** Start phase, u30, 2^30 = one turn; not above `size`. */
  readonly startPhase: number;
  /** On overflow continue with the remainder (true) or jump to the start phase (false). */
  readonly wrap: boolean;
  /** Periods per burst, u32; 0 = endless. */
  readonly cyclesPerBurst: number;
  /** Bursts after the first one, u16. Without a `pause` between them the first burst never ends. */
  readonly repetitions: number;
  /** Pause between bursts in microseconds, u32. */
  readonly pause: number;
}

/** Register values after the FPGA's reset. */
export const pointerReset: PointerSettings = {
  step: 0,
  size: 0x3fff_ffff,
  startPhase: 0,
  wrap: false,
  cyclesPerBurst: 0,
  repetitions: 0,
  pause: 0,
};

/**
 * Cycles from a pointer position to overflow number `overflows`, with which a counted burst stops.
 *
 * @param overflows - 0 for an endless burst
 * @returns Infinity if that overflow never comes
 */
export function cyclesToOverflow(settings: PointerSettings, pointer: number, overflows: number): number {
  const { step, size, startPhase, wrap } = settings;
  if (overflows === 0 || step === 0) return Number.POSITIVE_INFINITY;
  if (wrap) {
    const distance = BigInt(overflows) * BigInt(size + 1) - BigInt(pointer);
    return Number((distance + BigInt(step) - 1n) / BigInt(step));
  }
  const first = Math.floor((size - pointer) / step) + 1;
  return first + (overflows - 1) * (Math.floor((size - startPhase) / step) + 1);
}

/**
 * Overflows from a pointer position until a counted burst stops: the inverse of {@link cyclesToOverflow}.
 *
 * @param cycles - from the position to the stop
 */
export function overflowsWithin(settings: PointerSettings, pointer: number, cycles: number): number {
  const { step, size, startPhase, wrap } = settings;
  if (wrap) return Number((BigInt(pointer) + BigInt(cycles) * BigInt(step)) / BigInt(size + 1));
  const first = Math.floor((size - pointer) / step) + 1;
  return 1 + Math.round((cycles - first) / (Math.floor((size - startPhase) / step) + 1));
}

/** A stretch of steady motion: pointer = base + scale x position, position advancing by `rate` modulo `modulus`. */
export interface Piece {
  base: number;
  scale: number;
  modulus: number;
  /** Position at the cycle asked for. */
  position: number;
  /** Advance of the position per cycle. */
  rate: number;
  /** First cycle that this motion does not describe. */
  until: number;
  running: boolean;
}

/** Makes `piece` a pointer that stands still for good. */
export function stand(piece: Piece, pointer: number): void {
  piece.base = pointer;
  piece.scale = 1;
  piece.modulus = Number.POSITIVE_INFINITY;
  piece.position = 0;
  piece.rate = 0;
  piece.until = Number.POSITIVE_INFINITY;
  piece.running = false;
}

/**
 * Makes `piece` a run that was at `pointer` in cycle `start`, seen at `cycle`.
 *
 * @param until - cycle at which the run stops
 */
export function run(
  piece: Piece,
  settings: PointerSettings,
  pointer: number,
  start: number,
  until: number,
  cycle: number,
): void {
  const { step, size, startPhase, wrap } = settings;
  const elapsed = cycle - start;
  piece.until = until;
  piece.running = true;
  if (wrap || step === 0) {
    piece.base = 0;
    piece.scale = 1;
    piece.modulus = size + 1;
    piece.rate = step % piece.modulus;
    piece.position = (pointer + multiplyModulo(elapsed, piece.rate, piece.modulus)) % piece.modulus;
    return;
  }
  const first = Math.floor((size - pointer) / step) + 1;
  piece.scale = step;
  piece.rate = 1;
  if (elapsed < first) {
    piece.base = pointer;
    piece.position = elapsed;
    piece.modulus = Number.POSITIVE_INFINITY;
    piece.until = Math.min(until, start + first);
    return;
  }
  piece.base = startPhase;
  piece.modulus = Math.floor((size - startPhase) / step) + 1;
  piece.position = (elapsed - first) % piece.modulus;
}
