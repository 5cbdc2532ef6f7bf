import type { Codec } from './codec.ts';
import { formatNumber, ValueOutOfRangeError } from './errors.ts';
import { CLOCK_FREQUENCY } from './frequency.ts';

/** A chain of first-order filter stages, one byte each (red_pitaya_filter_block.v). */
export interface FilterChain {
  readonly parameter: string;
  /** Number of stages in series. */
  readonly stages: number;
  /** The image's constant "minimum bandwidth" [Hz], from which the filter's width follows. */
  readonly minimumBandwidth: number;
  /** Bits of the shift in each byte. */
  readonly shiftBits: number;
}

/** Filters of both kinds: their stages' bandwidths [Hz], negative for a high-pass, 0 for a stage that is off. */
export interface FilterCodec extends Codec<readonly number[]> {
  /** Bandwidths of a low-pass that the board has [Hz], ascending. */
  readonly bandwidths: readonly number[];
}

const ON = 0x80;
const HIGH_PASS = 0x40;

/**
 * What PyRPL multiplies the bandwidth of fast stages with, by -log2(alpha): their discrete response deviates from an
 * exponential one (attributes.py, FilterProperty).
 */
const FAST_STAGE_CORRECTION = [1, 0.7, 1.65, 1.17, 1.08, 1.04, 1.02, 1.01] as const;

/** Bandwidth [Hz] of y[n+1] = y[n] + alpha (x - y) with alpha = 2^-`exponent`. */
function bandwidthOf(exponent: number): number {
  return (
    (-Math.log1p(-(2 ** -exponent)) / (2 * Math.PI)) *
    CLOCK_FREQUENCY *
    (FAST_STAGE_CORRECTION[exponent] ?? 1)
  );
}

/**
 * Codec of a chain of filters. A bandwidth becomes the nearest that the board has.
 *
 * Encoding refuses more bandwidths than there are stages, anything above the fastest stage, and anything so slow that
 * "off" would be nearer than the slowest stage. Decoding leaves out stages that are off at the end of the chain.
 */
export function filterChain(chain: FilterChain): FilterCodec {
  const { parameter, stages, minimumBandwidth, shiftBits } = chain;
  const width = 32 - Math.clz32(Math.floor(CLOCK_FREQUENCY / minimumBandwidth));
  const count = Math.min(width - 2, 2 ** shiftBits);
  const bandwidths = Array.from({ length: count }, (_, shift) => bandwidthOf(width - shift));
  const slowest = bandwidths[0] ?? 0;
  const fastest = bandwidths.at(-1) ?? 0;

  function encodeStage(value: number): number {
    const size = Math.abs(value);
    if (size === 0) return 0;
    if (!(size >= slowest / 2 && size <= fastest * (1 + 1e-6))) {
      const range = `0, or from ${formatNumber(slowest)} Hz to ${formatNumber(fastest)} Hz with either sign`;
      throw new ValueOutOfRangeError(parameter, value, range, 'Hz');
    }
    let nearest = 0;
    for (const [shift, bandwidth] of bandwidths.entries()) {
      if (Math.abs(bandwidth - size) < Math.abs((bandwidths[nearest] ?? 0) - size)) nearest = shift;
    }
    return ON | (value < 0 ? HIGH_PASS : 0) | nearest;
  }

  function decodeStage(byte: number): number {
    if ((byte & ON) === 0) return 0;
    const shift = byte & (2 ** shiftBits - 1);
    const bandwidth = bandwidthOf(width - Math.min(shift, width - 1));
    return (byte & HIGH_PASS) === 0 ? bandwidth : -bandwidth;
  }

  return {
    bandwidths,
    encode(values) {
      if (values.length > stages) {
        const range = `a list of at most ${stages} bandwidths`;
        throw new ValueOutOfRangeError(parameter, `[${values.join(', ')}]`, range, '1');
      }
      return values.reduce((word, value, stage) => word + encodeStage(value) * 2 ** (8 * stage), 0);
    },
    decode(word) {
      const values = Array.from({ length: stages }, (_, stage) => decodeStage((word >>> (8 * stage)) & 0xff));
      return values.slice(0, values.findLastIndex((value) => value !== 0) + 1);
    },
  };
}
