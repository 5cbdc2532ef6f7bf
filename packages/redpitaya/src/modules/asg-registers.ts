import type { Codec } from '../registers/codec.ts';
import { COUNTS_PER_VOLT, fixedPoint, voltage } from '../registers/fixed-point.ts';
import { integer } from '../registers/integer.ts';
import { phase } from '../registers/phase.ts';
import { select } from '../registers/select.ts';
import { NOISE_CREST, type Waveform } from './waveforms.ts';

/** Byte address of asg0's registers; those of asg1 begin {@link CHANNEL_STEP} later, except the control word. */
export const ASG_BASE = 0x4020_0000;
export const CHANNEL_STEP = 0x20;

/** Byte address of asg0's table; that of asg1 follows it. */
export const TABLE_BASE = 0x4021_0000;
export const TABLE_STEP = 0x1_0000;

/** Offsets of one generator's registers (red_pitaya_asg.v). */
export const ASG = {
  level: 0x04,
  size: 0x08,
  startPhase: 0x0c,
  frequency: 0x10,
  cyclesPerBurst: 0x18,
  bursts: 0x1c,
  burstDelay: 0x20,
} as const;

/** Words from the level to the delay between bursts. */
export const SETTINGS_WORDS = (ASG.burstDelay - ASG.level) / 4 + 1;

/** Counter value at which a period ends: the whole table. */
export const WHOLE_TABLE = 0x3fff_ffff;

/** What starts a generator, in the order of the codes. */
export const ASG_TRIGGER_SOURCES = [
  'off',
  'immediately',
  'ext_positive_edge',
  'ext_negative_edge',
  'ext_raw',
  'high',
] as const;

/** One of {@link ASG_TRIGGER_SOURCES}. */
export type AsgTriggerSource = (typeof ASG_TRIGGER_SOURCES)[number];

export const triggerSourceCodec = select('trigger_source', ASG_TRIGGER_SOURCES, 3, 'off');
export const offsetCodec = voltage('offset');
export const startPhaseCodec = phase('start_phase', 30);
export const cyclesPerBurstCodec = integer('cycles_per_burst', 32);
export const burstsCodec = integer('bursts', 16, 1);
export const burstDelayCodec = fixedPoint({
  parameter: 'burst_delay',
  unit: 's',
  bits: 32,
  scale: 1e6,
  signed: false,
  keepNonZero: true,
});

function amplitude(countsPerVolt: number, rangeNote: string): Codec<number> {
  return fixedPoint({
    parameter: 'amplitude',
    rangeNote,
    unit: 'V',
    bits: 14,
    scale: countsPerVolt,
    signed: false,
    codes: [0, COUNTS_PER_VOLT],
    keepNonZero: true,
  });
}

/** Peak amplitude, 0 to 1 V: the factor of the table, 2^13 for 1. */
export const amplitudeCodec = amplitude(COUNTS_PER_VOLT, 'peak');

/** Rms amplitude of noise, 0 to 0.25 V: more would cut its peaks off. */
export const noiseAmplitudeCodec = amplitude(COUNTS_PER_VOLT * NOISE_CREST, 'rms of noise');

/** The codec of the amplitude of a waveform. */
export const amplitudeCodecOf = (waveform: Waveform | 'custom' | null): Codec<number> =>
  waveform === 'noise' ? noiseAmplitudeCodec : amplitudeCodec;

/** Amplitude code in the lower, offset code in the upper half of the level word. */
export const joinLevel = (amplitude: number, offset: number): number => ((offset << 16) | amplitude) >>> 0;
export const amplitudeOf = (level: number): number => level & 0x3fff;
export const offsetOf = (level: number): number => (level >>> 16) & 0x3fff;
