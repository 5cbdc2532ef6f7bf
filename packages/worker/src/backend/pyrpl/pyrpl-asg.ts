import {
  type AsgName,
  type AsgSettings,
  type AsgSetup,
  checkAsg,
  type RememberedAsg,
} from '@pyrpl-mux/redpitaya';
import type { z } from 'zod';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import * as results from './results.ts';

/** A generator, by way of PyRPL: see `Asg` of the driver. */
export class PyrplAsg {
  readonly #child: Child;
  readonly #name: AsgName;
  #held: z.output<typeof results.asgSettings>;

  /** @param held as last read */
  constructor(child: Child, name: AsgName, held: z.output<typeof results.asgSettings>) {
    this.#child = child;
    this.#name = name;
    this.#held = held;
  }

  async get(): Promise<AsgSettings> {
    return this.seen(await ask(this.#child, `${this.#name}.get`, {}, results.asgSettings, READS));
  }

  async setup(params: AsgSetup): Promise<AsgSettings> {
    checkAsg(params, this.#held, this.#child.frequencyCorrection);
    const { data, ...others } = params;
    const args = data === undefined ? others : { ...others, data: Float64Array.from(data) };
    return this.seen(await ask(this.#child, `${this.#name}.setup`, args, results.asgSettings, WRITES));
  }

  remembered(): RememberedAsg {
    const { waveform, trigger_source, registers } = this.#held;
    return { waveform, trigger_source, registers };
  }

  /** Takes notice of settings that were read. */
  seen(held: z.output<typeof results.asgSettings>): AsgSettings {
    this.#held = held;
    const { registers: _, ...settings } = held;
    return settings;
  }
}
