import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import { DSP, dspBase, inputCodec } from './dsp.ts';
import type { PwmName, Signal } from './signals.ts';

/** Settings of a slow output as read back. */
export interface PwmSettings {
  /** What the output follows: -1 V to 1 V become 0 V to 1.8 V at the pin. */
  readonly input: Signal;
}

/** One of the two slow outputs, whose input registers are those of the inputs' numbers (redpitaya_dsp.v). */
export class Pwm {
  readonly #port: RegisterPort;
  readonly #address: number;

  constructor(link: RegisterLink, name: PwmName) {
    this.#port = link.lane(name);
    this.#address = dspBase(name === 'pwm0' ? 'in1' : 'in2') + DSP.input;
  }

  /** Settings as they are in the registers now. */
  async get(): Promise<PwmSettings> {
    const [word = 0] = await this.#port.read(this.#address, 1);
    return { input: inputCodec.decode(word) };
  }

  /**
   * Changes what is given.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup({ input }: Partial<PwmSettings>): Promise<PwmSettings> {
    if (input === undefined) return await this.get();
    const batch = new RegisterBatch();
    batch.writeGiven(this.#address, inputCodec.encode(input));
    const readBack = batch.read(this.#address);
    await batch.send(this.#port);
    return { input: inputCodec.decode(readBack.word()) };
  }
}
