import type { Codec } from '../registers/codec.ts';
import { formatNumber, ValueOutOfRangeError } from '../registers/errors.ts';
import { CLOCK_FREQUENCY } from '../registers/frequency.ts';
import { roundHalfEven } from '../registers/rounding.ts';
import { select } from '../registers/select.ts';
import type { Edges } from './edge.ts';

export const SCOPE_BASE = 0x4010_0000;

/** Offsets of the scope's registers (red_pitaya_scope.v). */
export const SCOPE = {
  state: 0x00,
  triggerSource: 0x04,
  threshold: 0x08,
  delay: 0x10,
  decimation: 0x14,
  /** Index of the last written sample. */
  writePointer: 0x18,
  /** What {@link SCOPE.writePointer} was at the trigger. */
  triggerPointer: 0x1c,
  hysteresis: 0x20,
  average: 0x28,
  /** Samples recorded since the scope was armed, until a trigger counts; stays at 2^32 - 1. */
  samplesRecorded: 0x2c,
  /** Lower 32 bits of the board's count of clock cycles. */
  cycleCounter: 0x15c,
  /** Clock cycle of the last trigger, two words. */
  triggerTimestamp: 0x164,
  pretriggerOk: 0x16c,
  buffers: [0x1_0000, 0x2_0000],
} as const;

/** Words from the state to the averaging register. */
export const SETTINGS_WORDS = SCOPE.average / 4 + 1;

/** Bits of the state register: the first two as commands, the first and the last as state. */
export const STATE = { armed: 1, reset: 2, delayRunning: 4 } as const;

/** Samples of one trace. */
export const TRACE_LENGTH = 16_384;

/** What starts an acquisition, in the order of the codes. */
export const SCOPE_TRIGGER_SOURCES = [
  'off',
  'immediately',
  'ch1_positive_edge',
  'ch1_negative_edge',
  'ch2_positive_edge',
  'ch2_negative_edge',
  'ext_positive_edge',
  'ext_negative_edge',
  'asg0',
  'asg1',
  'dsp',
] as const;

/** One of {@link SCOPE_TRIGGER_SOURCES}. */
export type ScopeTriggerSource = (typeof SCOPE_TRIGGER_SOURCES)[number];

export const triggerSourceCodec = select('trigger_source', SCOPE_TRIGGER_SOURCES, 4, 'off');
/** Clock cycles per sample: a power of two from 1 to 65536, for which alone averaging works. */
export const decimationCodec: Codec<number> = {
  encode(value) {
    if (!(value >= 1 && value <= 65_536 && Number.isInteger(Math.log2(value)))) {
      throw new ValueOutOfRangeError('decimation', value, 'a power of two from 1 to 65536', '1');
    }
    return value;
  },
  // The board takes 0 as 1.
  decode: (word) => Math.max(1, word & 0x1_ffff),
};

/** Time between the samples of a trace [s]. */
export const samplingTime = (decimation: number): number => decimation / CLOCK_FREQUENCY;

/** Samples after the trigger for which the trace is centred on it. */
const CENTRED = TRACE_LENGTH / 2;

/**
 * The delay register: how many samples are recorded after the trigger.
 *
 * @param delay centre of the trace, seen from the trigger [s]; "immediately" records a whole trace from then on
 * @throws ValueOutOfRangeError if the trace would end before the trigger, or 2^32 samples after it.
 */
export function encodeDelay(source: ScopeTriggerSource, delay: number, decimation: number): number {
  if (source === 'immediately') return TRACE_LENGTH;
  const step = samplingTime(decimation);
  const code = roundHalfEven(delay / step) + CENTRED;
  if (code >= 1 && code < 2 ** 32) return code;
  const [minimum, maximum] = [(1 - CENTRED) * step, (2 ** 32 - 1 - CENTRED) * step].map(formatNumber);
  const range = `from ${minimum} s to ${maximum} s at decimation ${decimation}`;
  throw new ValueOutOfRangeError('trigger_delay', delay, range, 's');
}

/** A trigger delay on the grid of the samples [s]. */
export const roundDelay = (delay: number, decimation: number): number =>
  roundHalfEven(delay / samplingTime(decimation)) * samplingTime(decimation);

/** Edges of a channel that a source waits for. */
export const edgesOf = (source: ScopeTriggerSource): Edges => ({
  rising: source === 'ch1_positive_edge' || source === 'ch2_positive_edge',
  falling: source === 'ch1_negative_edge' || source === 'ch2_negative_edge',
});
