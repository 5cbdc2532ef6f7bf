import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { CLOCK_FREQUENCY } from '../registers/frequency.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import type { Complex } from './complex.ts';
import { DSP, dspBase, inputCodec, outputCodec } from './dsp.ts';
import type { IirSection } from './iir-design.ts';
import * as registers from './iir-registers.ts';
import { CONTROL, IIR, type IirOverflow } from './iir-registers.ts';
import { type DesignedFilter, encodeIir } from './iir-words.ts';
import { isSame } from './remembered.ts';
import { Sequence } from './sequence.ts';
import type { Output, Signal } from './signals.ts';

/** Settings of the filter as read back. */
export interface IirSettings {
  readonly input: Signal;
  readonly output_direct: Output;
  /** Clock cycles per sample of the filter, 3 to 1023; 0 where nobody has set it. */
  readonly loops: number;
  /** Bandwidth of the filter before [Hz]; negative for high-pass, 0 for none. */
  readonly input_filter: number;
  /** Off, the filter is empty and its output is 0. */
  readonly on: boolean;
  /** The output is the input behind the input filter. */
  readonly bypass: boolean;
  /** [Hz], as last given; null where nobody has. */
  readonly zeros: readonly Complex[] | null;
  /** [Hz], as last given; null where nobody has. */
  readonly poles: readonly Complex[] | null;
  /** As last given; null where nobody has. */
  readonly gain: number | null;
  /** As the board has them; null where nobody has set them, for they cannot be read. */
  readonly coefficients: readonly IirSection[] | null;
  readonly overflow: readonly IirOverflow[];
}

/** What may be changed; what is not given stays. */
export interface IirSetup
  extends Partial<Omit<IirSettings, 'zeros' | 'poles' | 'gain' | 'coefficients' | 'overflow'>> {
  /** [Hz], real or complex; missing conjugates are added. */
  readonly zeros?: readonly (number | Complex)[];
  /** [Hz], real or complex, with negative real parts; missing conjugates are added. */
  readonly poles?: readonly (number | Complex)[];
  /** Gain at low frequency; 1 if it was never given. */
  readonly gain?: number;
}

/** What no register tells about the filter, with the registers by which it is recognised. */
export interface RememberedIir {
  readonly filter: DesignedFilter | null;
  /** Input, loops, control and input filter at the time: other contents mean that somebody else has set the filter since. */
  readonly registers: readonly number[];
}

interface Reading {
  readonly routing: ReadWords;
  readonly state: ReadWords;
  readonly inputFilter: ReadWords;
}

/** The IIR filter. Calls that overlap are carried out in their order. */
export class Iir {
  readonly #port: RegisterPort;
  readonly #base = dspBase('iir');
  readonly #clockFrequency: number;
  readonly #sequence = new Sequence();
  #filter: DesignedFilter | null = null;
  #registers: readonly number[] = [];
  #loops = 0;
  #control = 0;

  private constructor(link: RegisterLink, frequencyCorrection: number) {
    this.#port = link.lane('iir');
    this.#clockFrequency = CLOCK_FREQUENCY * frequencyCorrection;
  }

  /** Reads the filter's registers; what was remembered is believed only if they are as they were then. */
  static async attach(
    link: RegisterLink,
    options: { readonly remembered?: RememberedIir | null; readonly frequencyCorrection: number },
  ): Promise<Iir> {
    const iir = new Iir(link, options.frequencyCorrection);
    await iir.#read();
    const { remembered } = options;
    if (remembered != null && isSame(remembered.registers, iir.#registers)) iir.#filter = remembered.filter;
    return iir;
  }

  /** What a later {@link attach} cannot read. */
  remembered(): RememberedIir {
    return { filter: this.#filter, registers: this.#registers };
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<IirSettings> {
    return await this.#sequence.run(() => this.#read());
  }

  /**
   * Changes what is given, in one batch, an output being connected last. A filter that is new, or sampled with other
   * loops, begins empty: if it is on, it is switched off while its coefficients change, and its output is 0 meanwhile.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: IirSetup): Promise<IirSettings> {
    return await this.#sequence.run(() => this.#setup(params));
  }

  async #setup(params: IirSetup): Promise<IirSettings> {
    const held = { filter: this.#filter, loops: this.#loops };
    const { input, output, inputFilter, redesign } = encodeIir(params, held, this.#clockFrequency);
    const control = this.#chosenControl(params);

    const batch = new RegisterBatch();
    if (output === 0) batch.write(this.#base + DSP.outputDirect, output);
    if (redesign !== null && (this.#control & CONTROL.on) !== 0) {
      batch.write(this.#base + IIR.control, this.#control & ~CONTROL.on);
    }
    batch.writeGiven(this.#base + DSP.input, input);
    batch.writeGiven(this.#base + IIR.inputFilter, inputFilter);
    if (redesign !== null) {
      batch.writeGiven(this.#base + IIR.loops, redesign.loops);
      batch.write(this.#base + IIR.coefficients, redesign.words);
      this.#filter = null;
    }
    const switches = params.on !== undefined || params.bypass !== undefined;
    if (redesign !== null || switches) batch.writeGiven(this.#base + IIR.control, control);
    if (output !== 0) batch.writeGiven(this.#base + DSP.outputDirect, output);
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    if (redesign !== null) this.#filter = redesign.filter;
    return this.#decode(reading);
  }

  #chosenControl({ on, bypass }: IirSetup): number {
    const chosen = (bit: number, given: boolean | undefined): number =>
      (given ?? (this.#control & bit) !== 0) ? bit : 0;
    return chosen(CONTROL.on, on) | chosen(CONTROL.bypass, bypass);
  }

  async #read(): Promise<IirSettings> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      routing: batch.read(this.#base, DSP.outputDirect / 4 + 1),
      state: batch.read(this.#base + IIR.loops, registers.STATE_WORDS),
      inputFilter: batch.read(this.#base + IIR.inputFilter),
    };
  }

  #decode({ routing, state, inputFilter }: Reading): IirSettings {
    const word = (offset: number): number => state.word((offset - IIR.loops) / 4);
    this.#loops = registers.loopsCodec.decode(word(IIR.loops));
    this.#control = word(IIR.control);
    // Without the output, which somebody may disconnect in an emergency.
    this.#registers = [routing.word(DSP.input / 4), this.#loops, this.#control, inputFilter.word()];
    const [bandwidth = 0] = registers.inputFilterCodec.decode(inputFilter.word());
    const { zeros = null, poles = null, gain = null, coefficients = null } = this.#filter ?? {};
    return {
      input: inputCodec.decode(routing.word(DSP.input / 4)),
      output_direct: outputCodec.decode(routing.word(DSP.outputDirect / 4)),
      loops: this.#loops,
      input_filter: bandwidth,
      on: (this.#control & CONTROL.on) !== 0,
      bypass: (this.#control & CONTROL.bypass) !== 0,
      zeros,
      poles,
      gain,
      coefficients,
      overflow: registers.decodeOverflow(word(IIR.overflow)),
    };
  }
}
