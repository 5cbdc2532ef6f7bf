import { encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import type { Complex } from './complex.ts';
import { inputCodec, outputCodec } from './dsp.ts';
import type { IirSetup } from './iir.ts';
import { designIir, type IirFilter, type IirSection, MIN_LOOPS, sectionsNeeded } from './iir-design.ts';
import * as registers from './iir-registers.ts';

/** A filter with the coefficients that were made of it. */
export interface DesignedFilter extends IirFilter {
  readonly coefficients: readonly IirSection[];
}

/** What a setup that does not give everything builds upon. */
export interface HeldIir {
  /** Null where nobody knows it. */
  readonly filter: IirFilter | null;
  /** As in the register. */
  readonly loops: number;
}

/** What is written of a filter that is new or sampled anew. */
export interface Redesign {
  readonly loops: number;
  /** Words of the coefficients. */
  readonly words: Uint32Array;
  readonly filter: DesignedFilter;
}

/** Codes of what a setup gives. */
export interface IirWords {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly inputFilter: number | undefined;
  /** Null where the coefficients stay. */
  readonly redesign: Redesign | null;
}

const toComplex = (root: number | Complex): Complex => (typeof root === 'number' ? [root, 0] : root);

/** The filter that is asked for, with what is not given taken from the one that the board has. */
function chosenFilter({ zeros, poles, gain, loops }: IirSetup, held: IirFilter | null): IirFilter {
  const filter = {
    zeros: zeros?.map(toComplex) ?? held?.zeros,
    poles: poles?.map(toComplex) ?? held?.poles,
    gain: gain ?? held?.gain ?? 1,
  };
  if (filter.zeros !== undefined && filter.poles !== undefined) {
    if (!Number.isFinite(filter.gain)) throw new ValueOutOfRangeError('gain', gain, 'a finite number', '1');
    return { zeros: filter.zeros, poles: filter.poles, gain: filter.gain };
  }
  const range =
    'given together with zeros and poles, for no register tells those of the filter that the board has';
  if (zeros !== undefined) throw new ValueOutOfRangeError('zeros', 'alone', range, '1');
  if (poles !== undefined) throw new ValueOutOfRangeError('poles', 'alone', range, '1');
  if (gain !== undefined) throw new ValueOutOfRangeError('gain', gain, range, '1');
  throw new ValueOutOfRangeError('loops', loops, range, '1');
}

function redesign(params: IirSetup, held: HeldIir, clockFrequency: number): Redesign | null {
  const given = [params.zeros, params.poles, params.gain, params.loops];
  if (given.every((value) => value === undefined)) return null;
  const wanted = encodeGiven(registers.loopsCodec, params.loops);
  const filter = chosenFilter(params, held.filter);
  const needed = Math.max(MIN_LOOPS, sectionsNeeded(filter));
  if (wanted !== undefined && wanted < needed) {
    const range = `at least ${needed}, for the board works out one section of this filter per cycle`;
    throw new ValueOutOfRangeError('loops', wanted, range, '1');
  }
  const loops = wanted ?? Math.max(held.loops, needed);
  const codes = registers.encodeSections(filter, loops, designIir(filter, loops / clockFrequency));
  return {
    loops,
    words: registers.coefficientWords(codes),
    filter: { ...filter, coefficients: registers.decodeSections(codes) },
  };
}

/**
 * The codes of a setup.
 *
 * @param clockFrequency true frequency of the board's clock [Hz]
 * @throws ValueOutOfRangeError if something can't be had
 */
export function encodeIir(params: IirSetup, held: HeldIir, clockFrequency: number): IirWords {
  const { input_filter: bandwidth } = params;
  return {
    input: encodeGiven(inputCodec, params.input),
    output: encodeGiven(outputCodec, params.output_direct),
    inputFilter: encodeGiven(registers.inputFilterCodec, bandwidth === undefined ? undefined : [bandwidth]),
    redesign: redesign(params, held, clockFrequency),
  };
}
