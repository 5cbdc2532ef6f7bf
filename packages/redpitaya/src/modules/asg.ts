import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import type { Codec } from '../registers/codec.ts';
import { frequency } from '../registers/frequency.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import { type AsgControl, CONTROL, controlHalf } from './asg-control.ts';
import * as registers from './asg-registers.ts';
import { ASG, type AsgTriggerSource, triggerSourceCodec } from './asg-registers.ts';
import { encodeAsg } from './asg-words.ts';
import { DSP, dspBase, outputCodec } from './dsp.ts';
import { isSame } from './remembered.ts';
import { Sequence } from './sequence.ts';
import type { AsgName, Output } from './signals.ts';
import type { Waveform } from './waveforms.ts';

/** Settings of a generator as read back. */
export interface AsgSettings {
  /** `custom` for someone's own data; null where nobody has set it, for the table cannot be read. */
  readonly waveform: Waveform | 'custom' | null;
  /** Repetition rate of the table [Hz], 0 to 62.5 MHz on a grid of 0.116 Hz. */
  readonly frequency: number;
  /** Peak amplitude [V], 0 to 1; of noise the rms, 0 to 0.25. */
  readonly amplitude: number;
  /** [V], -1 to 1. */
  readonly offset: number;
  readonly output_direct: Output;
  /** As last chosen; null where nobody has. */
  readonly trigger_source: AsgTriggerSource | null;
  /** Phase at the next start [deg]. */
  readonly start_phase: number;
  /** Periods per burst, 0 for endless. */
  readonly cycles_per_burst: number;
  /** Bursts per trigger, 1 to 65536. */
  readonly bursts: number;
  /** Pause between bursts [s], on a grid of 1 us. */
  readonly burst_delay: number;
}

/** What may be changed; what is not given stays. */
export interface AsgSetup extends Partial<Omit<AsgSettings, 'waveform' | 'trigger_source'>> {
  readonly waveform?: Waveform;
  /** Given, it (re)starts the generator; `off` stops it where it starts. */
  readonly trigger_source?: AsgTriggerSource;
  /** A waveform of your own instead of `waveform`: a power of two of values, 2 to 16384, from -1 to 1. */
  readonly data?: ArrayLike<number>;
}

/** What no register tells about a generator, with the registers by which it is recognised. */
export interface RememberedAsg {
  readonly waveform: AsgSettings['waveform'];
  readonly trigger_source: AsgSettings['trigger_source'];
  /** The settings registers at the time: other contents mean that somebody else has set the generator since. */
  readonly registers: readonly number[];
}

interface Reading {
  /** As chosen when the read was decided. */
  readonly waveform: AsgSettings['waveform'];
  readonly triggerSource: AsgSettings['trigger_source'];
  readonly control: ReadWords;
  readonly settings: ReadWords;
  readonly output: ReadWords;
}

/**
 * One of the two arbitrary signal generators. Calls that overlap take effect in their order.
 */
export class Asg {
  readonly #name: AsgName;
  readonly #port: RegisterPort;
  readonly #control: AsgControl;
  readonly #frequencyCodec: Codec<number>;
  readonly #base: number;
  readonly #output: number;
  readonly #sequence = new Sequence();
  /** Amplitude and offset share a word, whose one owner this is. */
  #heldLevel = 0;
  #registers: readonly number[] = [];
  #waveform: AsgSettings['waveform'] = null;
  #triggerSource: AsgSettings['trigger_source'] = null;

  private constructor(link: RegisterLink, name: AsgName, control: AsgControl, frequencyCorrection: number) {
    const index = name === 'asg0' ? 0 : 1;
    this.#name = name;
    this.#port = link.lane(name);
    this.#control = control;
    this.#frequencyCodec = frequency('frequency', 30, frequencyCorrection);
    this.#base = registers.ASG_BASE + registers.CHANNEL_STEP * index;
    this.#output = dspBase(name) + DSP.outputDirect;
  }

  /** Reads the generator's registers; what was remembered is believed only if they are as they were then. */
  static async attach(
    link: RegisterLink,
    name: AsgName,
    control: AsgControl,
    options: { readonly remembered?: RememberedAsg | null; readonly frequencyCorrection: number },
  ): Promise<Asg> {
    const asg = new Asg(link, name, control, options.frequencyCorrection);
    await asg.#read();
    [asg.#heldLevel = 0] = asg.#registers;
    const { remembered } = options;
    if (remembered != null && isSame(remembered.registers, asg.#registers)) {
      asg.#waveform = remembered.waveform;
      asg.#triggerSource = remembered.trigger_source;
    }
    return asg;
  }

  /** What a later {@link attach} cannot read. */
  remembered(): RememberedAsg {
    return { waveform: this.#waveform, trigger_source: this.#triggerSource, registers: this.#registers };
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<AsgSettings> {
    return await this.#sequence.run(() => this.#read(), this.#port);
  }

  /**
   * Changes what is given. A running generator goes on, without a step to 0 V, unless `trigger_source` is given: then
   * it is held at its start phase, set up, and released by the very write that triggers it, after the output was
   * connected. A new table is loaded value by value while a generator that is not restarted runs on.
   *
   * One batch, so about one round trip, also with a table.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: AsgSetup): Promise<AsgSettings> {
    const { trigger_source, waveform, data } = params;
    const mayControl = trigger_source !== undefined || waveform !== undefined || data !== undefined;
    const lane = mayControl ? this.#control.port : this.#port;
    return await this.#sequence.run(() => this.#setup(params, lane), lane);
  }

  async #setup(params: AsgSetup, lane: RegisterPort): Promise<AsgSettings> {
    const held = { waveform: this.#waveform, level: this.#heldLevel };
    const { waveform, table, level, words, trigger } = encodeAsg(params, held, this.#frequencyCodec);

    const batch = new RegisterBatch();
    const running = this.#control.quietHalf(this.#name);
    const random = waveform === 'noise' ? CONTROL.randomPhase : 0;
    const shape = table === undefined ? running & CONTROL.randomPhase : random;
    const changesShape = shape !== (running & CONTROL.randomPhase);
    // A larger scale must not meet the old table, nor a smaller scale's table the old level: either would overshoot.
    const levelFirst = shape === 0;

    if (words.output === 0) batch.write(this.#output, 0);
    if (trigger !== undefined) {
      this.#control.write(batch, this.#name, (running & ~CONTROL.triggerSource) | CONTROL.reset);
      batch.write(this.#base + ASG.size, registers.WHOLE_TABLE);
    }
    if (levelFirst) batch.writeGiven(this.#base + ASG.level, level);
    batch.writeGiven(this.#base + ASG.startPhase, words.startPhase);
    batch.writeGiven(this.#base + ASG.frequency, words.frequency);
    batch.writeGiven(this.#base + ASG.cyclesPerBurst, words.cyclesPerBurst);
    batch.writeGiven(this.#base + ASG.bursts, words.bursts);
    batch.writeGiven(this.#base + ASG.burstDelay, words.burstDelay);
    if (table !== undefined) {
      batch.write(registers.TABLE_BASE + (this.#name === 'asg0' ? 0 : registers.TABLE_STEP), table);
    }
    if (changesShape && trigger === undefined) {
      this.#control.write(batch, this.#name, (running & ~CONTROL.randomPhase) | shape);
    }
    if (!levelFirst) batch.writeGiven(this.#base + ASG.level, level);
    if (words.output !== 0) batch.writeGiven(this.#output, words.output);
    if (trigger !== undefined) {
      this.#control.write(batch, this.#name, CONTROL.rawTrigger | CONTROL.wrap | shape | trigger);
      this.#triggerSource = params.trigger_source ?? null;
    }
    this.#waveform = waveform;
    this.#heldLevel = level ?? this.#heldLevel;
    const reading = this.#addReads(batch);
    await batch.send(lane);
    return this.#decode(reading);
  }

  async #read(): Promise<AsgSettings> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      waveform: this.#waveform,
      triggerSource: this.#triggerSource,
      control: batch.read(registers.ASG_BASE),
      settings: batch.read(this.#base + ASG.level, registers.SETTINGS_WORDS),
      output: batch.read(this.#output),
    };
  }

  #decode({ waveform, triggerSource, control, settings, output }: Reading): AsgSettings {
    this.#registers = [...settings.words];
    const word = (offset: number): number => settings.word((offset - ASG.level) / 4);
    const level = word(ASG.level);
    return {
      waveform,
      frequency: this.#frequencyCodec.decode(word(ASG.frequency)),
      amplitude: registers.amplitudeCodecOf(waveform).decode(registers.amplitudeOf(level)),
      offset: registers.offsetCodec.decode(registers.offsetOf(level)),
      output_direct: outputCodec.decode(output.word()),
      trigger_source: this.#decodeTriggerSource(control.word(), triggerSource),
      start_phase: registers.startPhaseCodec.decode(word(ASG.startPhase)),
      cycles_per_burst: registers.cyclesPerBurstCodec.decode(word(ASG.cyclesPerBurst)),
      bursts: registers.burstsCodec.decode(word(ASG.bursts)),
      burst_delay: registers.burstDelayCodec.decode(word(ASG.burstDelay)),
    };
  }

  /** The register's "off" also stands for an "immediately" that the other generator's write has cleared. */
  #decodeTriggerSource(
    control: number,
    chosen: AsgSettings['trigger_source'],
  ): AsgSettings['trigger_source'] {
    const source = triggerSourceCodec.decode(controlHalf(control, this.#name));
    if (source !== 'off') return source;
    return chosen === 'immediately' || chosen === 'off' ? chosen : null;
  }
}
