import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import { DSP, dspBase, inputCodec, outputCodec } from './dsp.ts';
import { hysteresisCodec, thresholdCodec } from './edge.ts';
import { Sequence } from './sequence.ts';
import type { Output, Signal } from './signals.ts';
import * as registers from './trig-registers.ts';
import { TRIG, type TrigOutputSignal, type TrigSource } from './trig-registers.ts';

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
    const { output, source, settings } = registers.encodeTrig(params, held);
    const batch = new RegisterBatch();
    if (output === 0) batch.write(this.#base + DSP.outputDirect, output);
    if (source === 0) batch.write(this.#base + TRIG.source, source);
    for (const [offset, word] of settings) batch.writeGiven(this.#base + offset, word);
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
      settings: batch.read(this.#base + TRIG.armed, registers.SETTINGS_WORDS),
    };
  }

  #decode({ routing, settings }: Reading): TrigSettings {
    const word = (offset: number): number => settings.word((offset - TRIG.armed) / 4);
    const [bandwidth = 0] = registers.inputFilterCodec.decode(word(TRIG.inputFilter));
    this.#held = {
      input: inputCodec.decode(routing.word(DSP.input / 4)),
      output_direct: outputCodec.decode(routing.word(DSP.outputDirect / 4)),
      output_signal: registers.outputSignalCodec.decode(word(TRIG.outputSignal)),
      trigger_source: registers.sourceCodec.decode(word(TRIG.source)),
      threshold: thresholdCodec.decode(word(TRIG.threshold)),
      hysteresis: hysteresisCodec.decode(word(TRIG.hysteresis)),
      phase_offset: registers.phaseOffsetCodec.decode(word(TRIG.phaseOffset)),
      phase_abs: (word(TRIG.mode) & registers.MODE.phaseAbs) !== 0,
      auto_rearm: (word(TRIG.mode) & registers.MODE.autoRearm) !== 0,
      input_filter: bandwidth,
      armed: (word(TRIG.armed) & 1) !== 0,
    };
    return this.#held;
  }
}
