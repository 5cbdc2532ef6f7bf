import type { Codec } from '../registers/codec.ts';
import { formatNumber, ValueOutOfRangeError } from '../registers/errors.ts';
import { filterChain } from '../registers/filter.ts';
import { signExtend } from '../registers/fixed-point.ts';
import { integer } from '../registers/integer.ts';
import { roundHalfEven } from '../registers/rounding.ts';
import { type IirFilter, type IirSection, MAX_SECTIONS, MIN_LOOPS } from './iir-design.ts';

/** Offsets of the filter's registers (red_pitaya_iir_block.v). */
export const IIR = {
  loops: 0x100,
  control: 0x104,
  overflow: 0x108,
  inputFilter: 0x120,
  /** Sections of four coefficients of two words each, of which the board uses the first; they cannot be read. */
  coefficients: 0x8000,
} as const;

/** Words from the loops to the overflow bits. */
export const STATE_WORDS = (IIR.overflow - IIR.loops) / 4 + 1;

/** Bits of the control register. */
export const CONTROL = { on: 1, bypass: 2 } as const;

/** What can saturate, in the order of the bits. */
const OVERFLOWS = ['y1_a1', 'y2_a2', 'sum', 'x0_b0', 'x1_b1', null, 'output'] as const;

/**
 * What has saturated since the filter was switched on: the product of an old output with a1 or a2, the sum of a
 * section, the product of an input with b0 or b1, or the output.
 */
export type IirOverflow = NonNullable<(typeof OVERFLOWS)[number]>;

/** Names of the bits that are set. */
export function decodeOverflow(word: number): IirOverflow[] {
  return OVERFLOWS.filter((name, bit): name is IirOverflow => name !== null && ((word >> bit) & 1) === 1);
}

const loopsField = integer('loops', 10);

/** Clock cycles per sample of the filter, 3 to 1023; reads 0 where nobody has set it. */
export const loopsCodec: Codec<number> = {
  encode(value) {
    if (value >= MIN_LOOPS) return loopsField.encode(value);
    throw new ValueOutOfRangeError('loops', value, `a whole number from ${MIN_LOOPS} to 1023`, '1');
  },
  decode: (word) => loopsField.decode(word),
};

export const inputFilterCodec = filterChain({
  parameter: 'input_filter',
  stages: 1,
  minimumBandwidth: 1000,
  shiftBits: 3,
});

/** Code of a coefficient of 1. */
const ONE = 2 ** 29;

/** Words of one section: two per coefficient. */
const SECTION_WORDS = 8;

const isStable = ([, , a1, a2]: IirSection): boolean => Math.abs(a2) < ONE && Math.abs(a1) < ONE - a2;

/** A larger gain, or one so small that nothing is left of it, cannot be had with the same zeros, poles and loops. */
function checkGain(gain: number, sections: readonly IirSection[]): void {
  const largest = Math.max(0, ...sections.flatMap(([b0, b1]) => [Math.abs(b0), Math.abs(b1)]));
  if (!Number.isFinite(largest)) {
    const range =
      'such that the coefficients are finite: zeros and poles nearer to each other, or fewer loops';
    throw new ValueOutOfRangeError('gain', gain, range, '1');
  }
  const highest = (2 ** 31 - 1) / ONE;
  if (!(largest < highest)) {
    const bound = formatNumber(Math.abs(gain / largest) * highest);
    const range = `at most ${bound} in size with these zeros, poles and loops, for the board's coefficients end at 4`;
    throw new ValueOutOfRangeError('gain', gain, range, '1');
  }
  if (gain !== 0 && roundHalfEven(largest * ONE) === 0) {
    const bound = formatNumber(Math.abs(gain / largest) / ONE);
    const range = `0 or at least ${bound} in size with these zeros, poles and loops, for the board's coefficients are multiples of 2^-29`;
    throw new ValueOutOfRangeError('gain', gain, range, '1');
  }
}

/**
 * The codes of a filter's coefficients, 2^29 for 1.
 *
 * @throws ValueOutOfRangeError if one does not fit, if all are rounded to 0, or if a pole is so slow that rounding
 * makes it unstable
 */
export function encodeSections(
  { gain, poles }: IirFilter,
  loops: number,
  sections: readonly IirSection[],
): IirSection[] {
  checkGain(gain, sections);
  return sections.map((section): IirSection => {
    const [b0, b1, a1, a2] = section;
    // Without the sign of a 0, which JSON would lose.
    const code = (value: number): number => roundHalfEven(value * ONE) + 0;
    const codes: IirSection = [code(b0), code(b1), code(a1), code(a2)];
    if (isStable(codes)) return codes;
    const shown = `[${poles.map(([re, im]) => (im === 0 ? re : `[${re}, ${im}]`)).join(', ')}]`;
    const range = `faster, or sampled with more loops than ${loops}, for rounded to the board's coefficients one is not stable any more`;
    throw new ValueOutOfRangeError('poles', shown, range, 'Hz');
  });
}

/** Values of codes. */
export function decodeSections(codes: readonly IirSection[]): IirSection[] {
  return codes.map(([b0, b1, a1, a2]) => [b0 / ONE, b1 / ONE, a1 / ONE, a2 / ONE]);
}

/** The words of all sections of the board, those that are not given being 0. */
export function coefficientWords(codes: readonly IirSection[]): Uint32Array {
  const words = new Uint32Array(MAX_SECTIONS * SECTION_WORDS);
  for (const [section, coefficients] of codes.entries()) {
    for (const [place, code] of coefficients.entries()) {
      words[section * SECTION_WORDS + 2 * place] = signExtend(code, 32) >>> 0;
    }
  }
  return words;
}
