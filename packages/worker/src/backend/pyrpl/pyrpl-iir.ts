import { checkIir, type IirSettings, type IirSetup, type RememberedIir } from '@pyrpl-mux/redpitaya';
import type { z } from 'zod';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import * as results from './results.ts';

type Held = z.output<typeof results.iirSettings>;

/** The IIR filter, by way of PyRPL: see `Iir` of the driver. */
export class PyrplIir {
  readonly #child: Child;
  #held: Held;

  /** @param held as last read */
  constructor(child: Child, held: Held) {
    this.#child = child;
    this.#held = held;
  }

  async get(): Promise<IirSettings> {
    return this.seen(await ask(this.#child, 'iir.get', {}, results.iirSettings, READS));
  }

  async setup(params: IirSetup): Promise<IirSettings> {
    checkIir(params, this.#held, this.#child.frequencyCorrection);
    return this.seen(await ask(this.#child, 'iir.setup', params, results.iirSettings, WRITES));
  }

  remembered(): RememberedIir {
    const { zeros, poles, gain, coefficients, registers } = this.#held;
    const known = zeros !== null && poles !== null && gain !== null && coefficients !== null;
    return { filter: known ? { zeros, poles, gain, coefficients } : null, registers };
  }

  /** Takes notice of settings that were read. */
  seen(held: Held): IirSettings {
    this.#held = held;
    const { registers: _, ...settings } = held;
    return settings;
  }
}
