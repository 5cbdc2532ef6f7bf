/** A phase-accumulating oscillator whose phase register at one cycle is known. Phases: 2^32 = one turn. */
export interface PhaseReference {
  /** Cycle at which the phase register reads `phase`. */
  readonly cycle: number;
  /** Phase at that cycle, u32. */
  readonly phase: number;
  /** Phase step per cycle (frequency register), u32: f / 125 MHz * 2^32. */
  readonly frequency: number;
  /** Sync bit 0: the phase is held at 0. */
  readonly held: boolean;
}

/** Adds a quarter turn: the cosine of a phase is the sine of the phase plus this. */
export const quarterTurn = 0x4000_0000;

/** The gateware's lookup unfolded to a full turn: sine of the phase whose upper 13 bits are the index, +-65535. */
const sineTable = Int32Array.from({ length: 8192 }, (_, index) => {
  const quadrant = index & 2047;
  const address = (index & 2048) !== 0 ? 2047 - quadrant : quadrant;
  const value = Math.round(65_535 * Math.sin(((address + 0.5) / 2048) * (Math.PI / 2)));
  return (index & 4096) !== 0 ? -value : value;
});

/**
 * Sine as the oscillator's lookup table gives it.
 *
 * @param phase - 2^32 = one turn; only the low 32 bits count
 * @returns -65535..65535
 */
export function lookupSine(phase: number): number {
  return sineTable[phase >>> 19] ?? 0;
}

/**
 * Phase register at any cycle, before or after the reference, exact for all safe integers.
 *
 * @param reference - where the phase is known
 * @param cycle - cycle asked for
 * @returns u32, 2^32 = one turn
 */
export function phaseAt(reference: PhaseReference, cycle: number): number {
  if (reference.held) return 0;
  return (reference.phase + Math.imul(reference.frequency, (cycle - reference.cycle) | 0)) >>> 0;
}

/**
 * The same oscillator described by its phase at another cycle, for a change of frequency or of the sync bit there.
 * When the hold ends, the phase starts from 0 at `cycle`.
 */
export function rebase(
  reference: PhaseReference,
  cycle: number,
  change: Partial<Pick<PhaseReference, 'frequency' | 'held'>>,
): PhaseReference {
  return { ...reference, ...change, cycle, phase: phaseAt(reference, cycle) };
}

/** Cycles from the phase register to output_direct of an IQ module. */
export const carrierLatency = 5;

/** Cycles by which the demodulation phase precedes the input wire: input of cycle n meets the phase of n - 2. */
export const demodulationLatency = 2;

/** A held modulation of the carrier: what the modulator's first registers contain. */
export interface Modulation {
  /** Factor of the sine, 15 bits signed; with g1 = g4 = 0 it is g2 >> 4. */
  readonly sine: number;
  /** Factor of the cosine, 14 bits signed. */
  readonly cosine: number;
  /** The sine runs at twice the frequency. */
  readonly sineAt2f: boolean;
  /** The cosine runs at twice the frequency. */
  readonly cosineAt2f: boolean;
}

/** Modulated carrier for a phase {@link carrierLatency} cycles before the output. Counts. */
export function modulated(modulation: Modulation, phase: number): number {
  const sine = lookupSine(modulation.sineAt2f ? phase << 1 : phase);
  const cosine = lookupSine((modulation.cosineAt2f ? phase << 1 : phase) + quarterTurn);
  const value = (Math.imul(modulation.sine, sine) + Math.imul(modulation.cosine, cosine)) >> 16;
  return value > 8191 ? 8191 : Math.max(value, -8192);
}

/**
 * output_direct of an IQ module whose modulation stands still, in closed form.
 *
 * @returns counts at `cycle`
 */
export function carrierAt(reference: PhaseReference, modulation: Modulation, cycle: number): number {
  return reference.held ? 0 : modulated(modulation, phaseAt(reference, cycle - carrierLatency));
}

/**
 * {@link carrierAt} for n cycles from `startCycle` in steps of `stride`.
 *
 * @param out - receives counts in its first n elements
 */
export function carrierBlock(
  out: Int16Array | Int32Array,
  reference: PhaseReference,
  modulation: Modulation,
  startCycle: number,
  stride: number,
  n: number,
): void {
  if (reference.held) {
    out.fill(0, 0, n);
    return;
  }
  const step = Math.imul(reference.frequency, stride | 0);
  let phase = phaseAt(reference, startCycle - carrierLatency) | 0;
  for (let index = 0; index < n; index += 1) {
    out[index] = modulated(modulation, phase);
    phase = (phase + step) | 0;
  }
}
