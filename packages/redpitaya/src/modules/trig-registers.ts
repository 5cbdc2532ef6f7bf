import { encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { filterChain } from '../registers/filter.ts';
import { phase } from '../registers/phase.ts';
import { select } from '../registers/select.ts';
import { DSP, inputCodec, outputCodec } from './dsp.ts';
import { checkEdges, hysteresisCodec, thresholdCodec } from './edge.ts';
import type { TrigSettings, TrigSetup } from './trig.ts';

/** What the module puts out, in the order of the codes. */
const TRIG_OUTPUT_SIGNALS = ['TTL', 'asg0_phase'] as const;

/** `TTL`: full scale in the clock cycle of a trigger; `asg0_phase`: phase of asg0 at the trigger, 1 V for 180 deg. */
export type TrigOutputSignal = (typeof TRIG_OUTPUT_SIGNALS)[number];

/** Edges that trigger, in the order of the codes. */
const TRIG_SOURCES = ['off', 'pos_edge', 'neg_edge', 'both_edge'] as const;

/** Which edges of the input trigger. */
export type TrigSource = (typeof TRIG_SOURCES)[number];

/** Offsets of the module's registers (red_pitaya_trigger_block.v). */
export const TRIG = {
  /** Reads whether it is armed; any write arms it. */
  armed: 0x100,
  mode: 0x104,
  source: 0x108,
  outputSignal: 0x10c,
  phaseOffset: 0x110,
  threshold: 0x118,
  hysteresis: 0x11c,
  inputFilter: 0x120,
} as const;

/** Words from the armed bit to the input filter. */
export const SETTINGS_WORDS = (TRIG.inputFilter - TRIG.armed) / 4 + 1;

/** Bits of the mode register. */
export const MODE = { autoRearm: 1, phaseAbs: 2 } as const;

export const sourceCodec = select('trigger_source', TRIG_SOURCES, 2, 'off');
export const outputSignalCodec = select('output_signal', TRIG_OUTPUT_SIGNALS, 4, 'TTL');
export const phaseOffsetCodec = phase('phase_offset', 14);
export const inputFilterCodec = filterChain({
  parameter: 'input_filter',
  stages: 1,
  minimumBandwidth: 1,
  shiftBits: 5,
});

/** Codes of what a setup gives. */
export interface TrigWords {
  readonly output: number | undefined;
  readonly source: number | undefined;
  /** The other settings by their offsets. */
  readonly settings: readonly (readonly [offset: number, word: number | undefined])[];
}

/**
 * The codes of a setup.
 *
 * @param held settings, of which what is not given stays
 * @throws ValueOutOfRangeError if something can't be had
 */
export function encodeTrig(params: TrigSetup, held: TrigSettings): TrigWords {
  const { input_filter: bandwidth, auto_rearm, phase_abs } = params;
  const threshold = encodeGiven(thresholdCodec, params.threshold);
  const hysteresis = encodeGiven(hysteresisCodec, params.hysteresis);
  const mode =
    ((auto_rearm ?? held.auto_rearm) ? MODE.autoRearm : 0) |
    ((phase_abs ?? held.phase_abs) ? MODE.phaseAbs : 0);
  const words: TrigWords = {
    output: encodeGiven(outputCodec, params.output_direct),
    source: encodeGiven(sourceCodec, params.trigger_source),
    settings: [
      [DSP.input, encodeGiven(inputCodec, params.input)],
      [TRIG.outputSignal, encodeGiven(outputSignalCodec, params.output_signal)],
      [TRIG.phaseOffset, encodeGiven(phaseOffsetCodec, params.phase_offset)],
      [TRIG.threshold, threshold],
      [TRIG.hysteresis, hysteresis],
      [TRIG.inputFilter, encodeGiven(inputFilterCodec, bandwidth === undefined ? undefined : [bandwidth])],
      [TRIG.mode, auto_rearm === undefined && phase_abs === undefined ? undefined : mode],
    ],
  };
  const source = params.trigger_source ?? held.trigger_source;
  checkEdges(
    {
      rising: source === 'pos_edge' || source === 'both_edge',
      falling: source === 'neg_edge' || source === 'both_edge',
    },
    threshold === undefined ? held.threshold : thresholdCodec.decode(threshold),
    hysteresis === undefined ? held.hysteresis : hysteresisCodec.decode(hysteresis),
  );
  if (params.armed !== undefined && !params.armed) {
    throw new ValueOutOfRangeError('armed', params.armed, 'true, for the board cannot disarm', '1');
  }
  return words;
}
