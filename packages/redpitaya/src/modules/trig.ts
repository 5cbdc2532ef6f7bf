import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { filterChain } from '../registers/filter.ts';
import { phase } from '../registers/phase.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import { select } from '../registers/select.ts';
import { DSP, dspBase, inputCodec, outputCodec } from './dsp.ts';
import { checkEdges, hysteresisCodec, thresholdCodec } from './edge.ts';
import { Sequence } from './sequence.ts';
import type { Output, Signal } from './signals.ts';

/** What the module puts out, in the order of the codes. */
const TRIG_OUTPUT_SIGNALS = ['TTL', 'asg0_phase'] as const;

/** `TTL`: full scale in the clock cycle of a trigger; `asg0_phase`: phase of asg0 at the trigger, 1 V for 180 deg. */
export type TrigOutputSignal = (typeof TRIG_OUTPUT_SIGNALS)[number];

/** Edges that trigger, in the order of the codes. */
const TRIG_SOURCES = ['off', 'pos_edge', 'neg_edge', 'both_edge'] as const;

/** Which edges of the input trigger. */
export type TrigSource = (typeof TRIG_SOURCES)[number];

/** Settings of the trigger module as read back. */
export interface TrigSettings {
  readonly input: Signal;
  readonly output_direct: Output;
  readonly output_signal: TrigOutputSignal;
  readonly trigger_source: TrigSource;
  /** Level that triggers [V], -1 to 1. */
  readonly threshold: number;
  /** How far the signal must return before the next edge counts [V], 0 to 1. */
  readonly hysteresis: number;
  /** What is added to the phase of asg0 [deg]. */
  readonly phase_offset: number;
  /** The phase is told without its sign. */
  readonly phase_abs: boolean;
  /** Each trigger arms the next. */
  readonly auto_rearm: boolean;
  /** Bandwidth of the filter before [Hz]; negative for high-pass, 0 for none. */
  readonly input_filter: number;
  /** Waiting for a trigger. */
  readonly armed: boolean;
}

/** What may be changed; what is not given stays. */
export interface TrigSetup extends Partial<Omit<TrigSettings, 'armed'>> {
  /** Waits for a trigger from now on; the board cannot disarm. */
  readonly armed?: true;
}

/** Offsets of the module's registers (red_pitaya_trigger_block.v). */
const TRIG = {
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
const SETTINGS_WORDS = (TRIG.inputFilter - TRIG.armed) / 4 + 1;

/** Bits of the mode register. */
const MODE = { autoRearm: 1, phaseAbs: 2 } as const;

const sourceCodec = select('trigger_source', TRIG_SOURCES, 2, 'off');
const outputSignalCodec = select('output_signal', TRIG_OUTPUT_SIGNALS, 4, 'TTL');
const phaseOffsetCodec = phase('phase_offset', 14);
const inputFilterCodec = filterChain({
  parameter: 'input_filter',
  stages: 1,
  minimumBandwidth: 1,
  shiftBits: 5,
});

interface Reading {
  readonly routing: ReadWords;
  readonly settings: ReadWords;
}

/** The trigger module. Calls that overlap are carried out in their order. */
export class Trig {
  readonly #port: RegisterPort;
  readonly #base = dspBase('trig');
  readonly #sequence = new Sequence();
  #held: TrigSettings | null = null;

  constructor(link: RegisterLink) {
    this.#port = link.lane('trig');
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<TrigSettings> {
    return await this.#sequence.run(() => this.#read());
  }

  /**
   * Changes what is given, in one batch: edges that no longer trigger end first, arming comes after the other settings,
   * and an output is connected last.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: TrigSetup): Promise<TrigSettings> {
    return await this.#sequence.run(async () => this.#setup(this.#held ?? (await this.#read()), params));
  }

  async #setup(held: TrigSettings, params: TrigSetup): Promise<TrigSettings> {
    const { input_filter: bandwidth, auto_rearm, phase_abs } = params;
    const output = encodeGiven(outputCodec, params.output_direct);
    const source = encodeGiven(sourceCodec, params.trigger_source);
    const threshold = encodeGiven(thresholdCodec, params.threshold);
    const hysteresis = encodeGiven(hysteresisCodec, params.hysteresis);
    const mode =
      ((auto_rearm ?? held.auto_rearm) ? MODE.autoRearm : 0) |
      ((phase_abs ?? held.phase_abs) ? MODE.phaseAbs : 0);
    const writes: readonly (readonly [offset: number, word: number | undefined])[] = [
      [DSP.input, encodeGiven(inputCodec, params.input)],
      [TRIG.outputSignal, encodeGiven(outputSignalCodec, params.output_signal)],
      [TRIG.phaseOffset, encodeGiven(phaseOffsetCodec, params.phase_offset)],
      [TRIG.threshold, threshold],
      [TRIG.hysteresis, hysteresis],
      [TRIG.inputFilter, encodeGiven(inputFilterCodec, bandwidth === undefined ? undefined : [bandwidth])],
      [TRIG.mode, auto_rearm === undefined && phase_abs === undefined ? undefined : mode],
    ];
    const edges = params.trigger_source ?? held.trigger_source;
    checkEdges(
      {
        rising: edges === 'pos_edge' || edges === 'both_edge',
        falling: edges === 'neg_edge' || edges === 'both_edge',
      },
      threshold === undefined ? held.threshold : thresholdCodec.decode(threshold),
      hysteresis === undefined ? held.hysteresis : hysteresisCodec.decode(hysteresis),
    );
    if (params.armed !== undefined && !params.armed) {
      throw new ValueOutOfRangeError('armed', params.armed, 'true, for the board cannot disarm', '1');
    }

    const batch = new RegisterBatch();
    if (output === 0) batch.write(this.#base + DSP.outputDirect, output);
    if (source === 0) batch.write(this.#base + TRIG.source, source);
    for (const [offset, word] of writes) batch.writeGiven(this.#base + offset, word);
    if (source !== 0) batch.writeGiven(this.#base + TRIG.source, source);
    if (params.armed === true) batch.write(this.#base + TRIG.armed, 1);
    if (output !== 0) batch.writeGiven(this.#base + DSP.outputDirect, output);
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  async #read(): Promise<TrigSettings> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      routing: batch.read(this.#base, DSP.outputDirect / 4 + 1),
      settings: batch.read(this.#base + TRIG.armed, SETTINGS_WORDS),
    };
  }

  #decode({ routing, settings }: Reading): TrigSettings {
    const word = (offset: number): number => settings.word((offset - TRIG.armed) / 4);
    const [bandwidth = 0] = inputFilterCodec.decode(word(TRIG.inputFilter));
    this.#held = {
      input: inputCodec.decode(routing.word(DSP.input / 4)),
      output_direct: outputCodec.decode(routing.word(DSP.outputDirect / 4)),
      output_signal: outputSignalCodec.decode(word(TRIG.outputSignal)),
      trigger_source: sourceCodec.decode(word(TRIG.source)),
      threshold: thresholdCodec.decode(word(TRIG.threshold)),
      hysteresis: hysteresisCodec.decode(word(TRIG.hysteresis)),
      phase_offset: phaseOffsetCodec.decode(word(TRIG.phaseOffset)),
      phase_abs: (word(TRIG.mode) & MODE.phaseAbs) !== 0,
      auto_rearm: (word(TRIG.mode) & MODE.autoRearm) !== 0,
      input_filter: bandwidth,
      armed: (word(TRIG.armed) & 1) !== 0,
    };
    return this.#held;
  }
}
