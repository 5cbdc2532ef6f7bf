import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import { DSP, dspBase, inputCodec, outputCodec, SyncWord } from './dsp.ts';
import * as registers from './pid-registers.ts';
import { type PAUSES, PID } from './pid-registers.ts';
import { Sequence } from './sequence.ts';
import type { Output, PidName, Signal } from './signals.ts';

/** Which gains of a controller stand still: the integrator keeps its value, the proportional part is 0. */
export type Pause = (typeof PAUSES)[number];

/** What may be set of a controller. */
export interface PidParameters {
  readonly input: Signal;
  readonly output_direct: Output;
  /** [V], -1 to 1. */
  readonly setpoint: number;
  /** Proportional gain, -2048 to 2048 on a grid of 1/4096. */
  readonly p: number;
  /** Unity-gain frequency of the integrator [Hz], -38856 to 38856 on a grid of 4.63 mHz. */
  readonly i: number;
  /** Bandwidths of up to four filters before the controller [Hz]; negative for high-pass, 0 for none. */
  readonly input_filter: readonly number[];
  /** Limits of the output [V], -1 to 1. */
  readonly min_voltage: number;
  readonly max_voltage: number;
  readonly pause: Pause;
}

/** Settings of a controller as read back. */
export interface PidSettings extends PidParameters {
  /** Present value of the integrator [V]. */
  readonly integrator: number;
}

interface Reading {
  readonly routing: ReadWords;
  readonly settings: ReadWords;
}

/** One of the three PI controllers. Calls that overlap are carried out in their order. */
export class Pid {
  readonly #name: PidName;
  readonly #port: RegisterPort;
  readonly #sync: SyncWord;
  readonly #base: number;
  readonly #sequence = new Sequence();
  #pauseWord = 0;

  private constructor(link: RegisterLink, name: PidName, sync: SyncWord) {
    this.#name = name;
    this.#port = link.lane(name);
    this.#sync = sync;
    this.#base = dspBase(name);
  }

  /** Reads the controller's registers, once. */
  static async attach(link: RegisterLink, name: PidName, sync: SyncWord): Promise<Pid> {
    const pid = new Pid(link, name, sync);
    await pid.get();
    return pid;
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<PidSettings> {
    return await this.#sequence.run(() => this.#read());
  }

  async #read(): Promise<PidSettings> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  /**
   * Changes what is given, in one batch: gains that pause do so first, gains that go on do so after the other
   * settings, and an output is connected last.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: Partial<PidParameters>): Promise<PidSettings> {
    return await this.#sequence.run(() => this.#setup(params));
  }

  async #setup(params: Partial<PidParameters>): Promise<PidSettings> {
    const { output, pause, settings } = registers.encodePid(params);
    const batch = new RegisterBatch();
    if (output === 0) batch.write(this.#base + DSP.outputDirect, output);
    if (pause !== undefined && pause !== 0) {
      this.#pauseWord = (this.#pauseWord & ~registers.PAUSE_MASK) | pause;
      batch.write(this.#base + PID.pause, this.#pauseWord);
      this.#sync.write(batch, this.#name, false);
    }
    for (const [offset, word] of settings) batch.writeGiven(this.#base + offset, word);
    if (pause === 0) this.#sync.write(batch, this.#name, true);
    if (output !== 0) batch.writeGiven(this.#base + DSP.outputDirect, output);
    const reading = this.#addReads(batch);
    await batch.send(pause === undefined ? this.#port : this.#sync.port);
    return this.#decode(reading);
  }

  /** Sets the setpoint [V], -1 to 1, and answers with the one read back. */
  async setSetpoint(value: number): Promise<number> {
    const batch = new RegisterBatch();
    batch.writeGiven(this.#base + PID.setpoint, registers.setpointCodec.encode(value));
    const readBack = batch.read(this.#base + PID.setpoint);
    await batch.send(this.#port);
    return registers.setpointCodec.decode(readBack.word());
  }

  /** The setpoint [V]. */
  async getSetpoint(): Promise<number> {
    const [word = 0] = await this.#port.read(this.#base + PID.setpoint, 1);
    return registers.setpointCodec.decode(word);
  }

  /**
   * Loads the integrator [V], -4 to 32767/8192, and answers with its value just after, which differs if it is
   * integrating.
   */
  async setIntegrator(value: number): Promise<number> {
    const batch = new RegisterBatch();
    batch.write(this.#base + PID.integrator, registers.integratorCodec.encode(value));
    const readBack = batch.read(this.#base + PID.integrator);
    await batch.send(this.#port);
    return registers.integratorCodec.decode(readBack.word());
  }

  /** Empties the integrator. */
  async reset(): Promise<number> {
    return await this.setIntegrator(0);
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      routing: batch.read(this.#base, DSP.sync / 4 + 1),
      settings: batch.read(this.#base + PID.integrator, registers.SETTINGS_WORDS),
    };
  }

  #decode({ routing, settings }: Reading): PidSettings {
    const word = (offset: number): number => settings.word((offset - PID.integrator) / 4);
    this.#pauseWord = word(PID.pause);
    return {
      input: inputCodec.decode(routing.word(DSP.input / 4)),
      output_direct: outputCodec.decode(routing.word(DSP.outputDirect / 4)),
      setpoint: registers.setpointCodec.decode(word(PID.setpoint)),
      p: registers.pCodec.decode(word(PID.p)),
      i: registers.iCodec.decode(word(PID.i)),
      input_filter: registers.inputFilterCodec.decode(word(PID.inputFilter)),
      min_voltage: registers.minimumCodec.decode(word(PID.minimum)),
      max_voltage: registers.maximumCodec.decode(word(PID.maximum)),
      pause: SyncWord.runs(routing.word(DSP.sync / 4), this.#name)
        ? 'off'
        : registers.pauseCodec.decode(word(PID.pause)),
      integrator: registers.integratorCodec.decode(word(PID.integrator)),
    };
  }
}
