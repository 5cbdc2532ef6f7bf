import { type Codec, encodeGiven } from '../registers/codec.ts';
import { type FilterCodec, filterChain } from '../registers/filter.ts';
import { fixedPoint } from '../registers/fixed-point.ts';
import { phase } from '../registers/phase.ts';
import { select } from '../registers/select.ts';
import { DSP, inputCodec, outputCodec } from './dsp.ts';
import type { IqSetup } from './iq.ts';
import type { IqName } from './signals.ts';

/** Offsets of a demodulator's registers (red_pitaya_iq_block.v). */
export const IQ = {
  phase: 0x104,
  frequency: 0x108,
  outputSignal: 0x10c,
  /** Gains of the two quadratures, g1 and g4: always the same. */
  gain: 0x110,
  gain2: 0x11c,
  amplitude: 0x114,
  quadratureFactor: 0x118,
  inputFilter: 0x120,
  bandwidth: 0x124,
  averages: 0x130,
  sleepCycles: 0x134,
  /** Sums of both quadratures, two words each. */
  sums: 0x140,
} as const;

/** Words from the phase to the bandwidths. */
export const SETTINGS_WORDS = (IQ.bandwidth - IQ.phase) / 4 + 1;

/** What other modules see of a demodulator, in the order of the codes. */
const IQ_OUTPUT_SIGNALS = ['quadrature', 'output_direct', 'pfd', 'off'] as const;

/** What other modules see of a demodulator; `pfd` is the phase-frequency detector. */
export type IqOutputSignal = (typeof IQ_OUTPUT_SIGNALS)[number];

export const phaseCodec = phase('phase', 32, -1);
export const outputSignalCodec = select('output_signal', IQ_OUTPUT_SIGNALS, 4, 'off');
export const gainCodec = fixedPoint({
  parameter: 'gain',
  unit: '1',
  bits: 18,
  scale: 2048,
  keepNonZero: true,
});
export const amplitudeCodec = fixedPoint({
  parameter: 'amplitude',
  unit: 'V',
  bits: 18,
  scale: 2 ** 17,
  fullScale: true,
  keepNonZero: true,
});
export const quadratureFactorCodec = fixedPoint({
  parameter: 'quadrature_factor',
  unit: '1',
  bits: 18,
  scale: 1,
  keepNonZero: true,
});

/** The filter before the demodulation; PyRPL's acbandwidth is its bandwidth as a high-pass, counted positive. */
export const inputFilterCodec = filterChain({
  parameter: 'acbandwidth',
  stages: 1,
  minimumBandwidth: 50,
  shiftBits: 5,
});

/** The filters behind the demodulation: two stages, on iq2 four. */
export function bandwidthCodec(name: IqName): FilterCodec {
  return filterChain({
    parameter: 'bandwidth',
    stages: name === 'iq2' ? 4 : 2,
    minimumBandwidth: 10,
    shiftBits: 5,
  });
}

/** Register words of what is given of a demodulator. */
export interface IqWords {
  readonly output: number | undefined;
  /** The others, by their offset. */
  readonly settings: readonly (readonly [offset: number, word: number | undefined])[];
}

/**
 * Makes register words of what is given.
 *
 * @param codecs those that differ between boards and demodulators
 * @throws ValueOutOfRangeError
 */
export function encodeIq(
  params: IqSetup,
  codecs: { readonly frequency: Codec<number>; readonly bandwidth: FilterCodec },
): IqWords {
  const { bandwidth, acbandwidth } = params;
  const gain = encodeGiven(gainCodec, params.gain);
  return {
    output: encodeGiven(outputCodec, params.output_direct),
    settings: [
      [DSP.input, encodeGiven(inputCodec, params.input)],
      [IQ.inputFilter, encodeGiven(inputFilterCodec, acbandwidth === undefined ? undefined : [-acbandwidth])],
      [IQ.frequency, encodeGiven(codecs.frequency, params.frequency)],
      [IQ.bandwidth, encodeGiven(codecs.bandwidth, typeof bandwidth === 'number' ? [bandwidth] : bandwidth)],
      [IQ.quadratureFactor, encodeGiven(quadratureFactorCodec, params.quadrature_factor)],
      [IQ.outputSignal, encodeGiven(outputSignalCodec, params.output_signal)],
      [IQ.gain, gain],
      [IQ.gain2, gain],
      [IQ.amplitude, encodeGiven(amplitudeCodec, params.amplitude)],
      [IQ.phase, encodeGiven(phaseCodec, params.phase)],
    ],
  };
}
