import type { Clock } from '../link/clock.ts';
import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import type { Codec } from '../registers/codec.ts';
import type { FilterCodec } from '../registers/filter.ts';
import { frequency } from '../registers/frequency.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import { DSP, dspBase, inputCodec, outputCodec, type SyncWord } from './dsp.ts';
import * as registers from './iq-registers.ts';
import { IQ, type IqOutputSignal } from './iq-registers.ts';
import { type MeasureOptions, measureQuadratures, type Quadratures } from './quadratures.ts';
import { Sequence } from './sequence.ts';
import type { IqName, Output, Signal } from './signals.ts';

/** Settings of a demodulator as read back. */
export interface IqSettings {
  readonly input: Signal;
  readonly output_direct: Output;
  /** Frequency of the oscillator [Hz], 0 to 62.5 MHz on a grid of 0.029 Hz. */
  readonly frequency: number;
  /** Bandwidths of the filters behind the demodulation [Hz]; negative for high-pass. */
  readonly bandwidth: readonly number[];
  /** Phase of the demodulation [deg]. */
  readonly phase: number;
  /** From the demodulated to the modulated signal, -64 to 64 on a grid of 1/2048. */
  readonly gain: number;
  /** Amplitude of the modulation [V], -1 to 1. */
  readonly amplitude: number;
  /** Corner of the high-pass before the demodulation [Hz], 0 for none; negative for a low-pass. */
  readonly acbandwidth: number;
  /** What other modules see of this one. */
  readonly output_signal: IqOutputSignal;
  /** Whole-numbered gain of the quadrature that other modules see, -131072 to 131071. */
  readonly quadrature_factor: number;
}

/** What may be changed; what is not given stays. */
export interface IqSetup extends Partial<Omit<IqSettings, 'bandwidth'>> {
  /** One bandwidth [Hz] for the first filter, or one for each; the others are off. */
  readonly bandwidth?: number | readonly number[];
}

interface Reading {
  readonly routing: ReadWords;
  readonly settings: ReadWords;
}

/** One of the three demodulators. A measurement and setups that overlap are carried out one after the other. */
export class Iq {
  readonly #name: IqName;
  readonly #port: RegisterPort;
  readonly #sync: SyncWord;
  readonly #clock: Clock;
  readonly #base: number;
  readonly #frequencyCodec: Codec<number>;
  readonly #bandwidthCodec: FilterCodec;
  readonly #sequence = new Sequence();
  #frequencyWord = 0;
  #bandwidth: readonly number[] = [];

  private constructor(
    link: RegisterLink,
    name: IqName,
    sync: SyncWord,
    options: { readonly frequencyCorrection: number; readonly clock: Clock },
  ) {
    this.#name = name;
    this.#port = link.lane(name);
    this.#sync = sync;
    this.#clock = options.clock;
    this.#base = dspBase(name);
    this.#frequencyCodec = frequency('frequency', 32, options.frequencyCorrection);
    this.#bandwidthCodec = registers.bandwidthCodec(name);
  }

  /** Reads the demodulator's registers, once. */
  static async attach(
    link: RegisterLink,
    name: IqName,
    sync: SyncWord,
    options: { readonly frequencyCorrection: number; readonly clock: Clock },
  ): Promise<Iq> {
    const iq = new Iq(link, name, sync, options);
    await iq.get();
    return iq;
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<IqSettings> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  /**
   * Changes what is given, in one batch, an output being connected last. The phase of the oscillator runs on; if it
   * was left standing (a PyRPL that ended in the middle of a setup leaves it so), a new frequency starts it.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: IqSetup): Promise<IqSettings> {
    return await this.#sequence.run(() => this.#setup(params));
  }

  async #setup(params: IqSetup): Promise<IqSettings> {
    const { output, settings } = registers.encodeIq(params, {
      frequency: this.#frequencyCodec,
      bandwidth: this.#bandwidthCodec,
    });
    const batch = new RegisterBatch();
    if (output === 0) batch.write(this.#base + DSP.outputDirect, output);
    for (const [offset, word] of settings) batch.writeGiven(this.#base + offset, word);
    const starts = params.frequency !== undefined && !this.#sync.runs(this.#name);
    if (starts) this.#sync.write(batch, this.#name, true);
    if (output !== 0) batch.writeGiven(this.#base + DSP.outputDirect, output);
    const reading = this.#addReads(batch);
    await batch.send(starts ? this.#sync.port : this.#port);
    return this.#decode(reading);
  }

  /**
   * Measures the complex amplitude of the input at the oscillator's frequency: see {@link measureQuadratures}. It
   * rewrites the frequency register with the value it has, which starts the accumulator and changes nothing else.
   *
   * @param averagingTime [s], 8 ns to 34.36 s
   */
  async measureQuadratures(averagingTime: number, options: MeasureOptions = {}): Promise<Quadratures> {
    return await this.#sequence.run(() =>
      measureQuadratures(this.#port, averagingTime, {
        base: this.#base,
        frequencyWord: this.#frequencyWord,
        bandwidth: this.#bandwidth,
        ...options,
        clock: options.clock ?? this.#clock,
      }),
    );
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      routing: batch.read(this.#base, DSP.outputDirect / 4 + 1),
      settings: batch.read(this.#base + IQ.phase, registers.SETTINGS_WORDS),
    };
  }

  #decode({ routing, settings }: Reading): IqSettings {
    const word = (offset: number): number => settings.word((offset - IQ.phase) / 4);
    this.#frequencyWord = word(IQ.frequency);
    this.#bandwidth = this.#bandwidthCodec.decode(word(IQ.bandwidth));
    const [inputFilter = 0] = registers.inputFilterCodec.decode(word(IQ.inputFilter));
    return {
      input: inputCodec.decode(routing.word(DSP.input / 4)),
      output_direct: outputCodec.decode(routing.word(DSP.outputDirect / 4)),
      frequency: this.#frequencyCodec.decode(this.#frequencyWord),
      bandwidth: this.#bandwidth,
      phase: registers.phaseCodec.decode(word(IQ.phase)),
      gain: registers.gainCodec.decode(word(IQ.gain)),
      amplitude: registers.amplitudeCodec.decode(word(IQ.amplitude)),
      acbandwidth: inputFilter === 0 ? 0 : -inputFilter,
      output_signal: registers.outputSignalCodec.decode(word(IQ.outputSignal)),
      quadrature_factor: registers.quadratureFactorCodec.decode(word(IQ.quadratureFactor)),
    };
  }
}
