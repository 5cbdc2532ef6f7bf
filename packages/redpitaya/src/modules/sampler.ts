import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import { DSP, dspBase, signalCodec } from './dsp.ts';
import type { Signal } from './signals.ts';

/** Signals whose present value can be read: all but `off`. */
export type SampledSignal = Exclude<Signal, 'off'>;

/** Reads the present value of any signal, without averaging. */
export class Sampler {
  readonly #port: RegisterPort;

  constructor(link: RegisterLink) {
    this.#port = link.lane('sampler');
  }

  /**
   * Present values [V] of the signals, in their order, on a grid of 1/8192 V. One batch, but one after the other: the
   * values are fractions of a microsecond or more apart.
   *
   * @throws RegisterLinkError
   */
  async read(signals: readonly SampledSignal[]): Promise<number[]> {
    const batch = new RegisterBatch();
    const reads = signals.map((signal) => batch.read(dspBase(signal) + DSP.signal));
    await batch.send(this.#port);
    return reads.map((read) => signalCodec.decode(read.word()));
  }
}
