import { type Codec, encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import type { AsgSettings, AsgSetup } from './asg.ts';
import * as registers from './asg-registers.ts';
import { outputCodec } from './dsp.ts';
import { customTable, waveformTable } from './waveforms.ts';

type Shape = AsgSettings['waveform'];

/** What a generator holds, on which new words depend. */
export interface HeldAsg {
  readonly waveform: Shape;
  /** The word of amplitude and offset. */
  readonly level: number;
}

/** Register words of what is given of a generator. */
export interface AsgWords {
  /** As chosen from now on. */
  readonly waveform: Shape;
  readonly table: Uint32Array | undefined;
  /** The word of amplitude and offset, where it changes. */
  readonly level: number | undefined;
  readonly trigger: number | undefined;
  readonly words: {
    readonly startPhase: number | undefined;
    readonly frequency: number | undefined;
    readonly cyclesPerBurst: number | undefined;
    readonly bursts: number | undefined;
    readonly burstDelay: number | undefined;
    readonly output: number | undefined;
  };
}

/**
 * Makes register words of what is given.
 *
 * @throws ValueOutOfRangeError
 */
export function encodeAsg(params: AsgSetup, held: HeldAsg, frequencyCodec: Codec<number>): AsgWords {
  const waveform = chosenWaveform(params, held);
  return {
    waveform,
    table: tableOf(params),
    level: levelOf(params, waveform, held),
    words: {
      startPhase: encodeGiven(registers.startPhaseCodec, params.start_phase),
      frequency: encodeGiven(frequencyCodec, params.frequency),
      cyclesPerBurst: encodeGiven(registers.cyclesPerBurstCodec, params.cycles_per_burst),
      bursts: encodeGiven(registers.burstsCodec, params.bursts),
      burstDelay: encodeGiven(registers.burstDelayCodec, params.burst_delay),
      output: encodeGiven(outputCodec, params.output_direct),
    },
    trigger: encodeGiven(registers.triggerSourceCodec, params.trigger_source),
  };
}

function chosenWaveform(params: AsgSetup, held: HeldAsg): Shape {
  if (params.data === undefined) return params.waveform ?? held.waveform;
  if (params.waveform === undefined) return 'custom';
  throw new ValueOutOfRangeError('waveform', params.waveform, 'left out where data is given', '1');
}

function tableOf(params: AsgSetup): Uint32Array | undefined {
  if (params.data !== undefined) return customTable(params.data);
  return params.waveform === undefined ? undefined : waveformTable(params.waveform);
}

/** The word of amplitude and offset, where either is given or a change to or from noise gives it a new scale. */
function levelOf(params: AsgSetup, waveform: Shape, held: HeldAsg): number | undefined {
  const rescaled = (waveform === 'noise') !== (held.waveform === 'noise');
  if (params.amplitude === undefined && params.offset === undefined && !rescaled) return undefined;
  const code = registers.amplitudeOf(held.level);
  const volts = params.amplitude ?? registers.amplitudeCodecOf(held.waveform).decode(code);
  const keepsAmplitude = params.amplitude === undefined && !rescaled;
  return registers.joinLevel(
    keepsAmplitude ? code : registers.amplitudeCodecOf(waveform).encode(volts),
    encodeGiven(registers.offsetCodec, params.offset) ?? registers.offsetOf(held.level),
  );
}
