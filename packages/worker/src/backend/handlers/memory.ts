import type { RememberedBoard } from '@pyrpl-mux/redpitaya';
import { z } from 'zod';
import type { Driver } from './driver.ts';
import type { StateFile } from './state-file.ts';

/** A module with something that no register tells. */
export type RememberedModule = keyof RememberedBoard;

const asg = z.object({
  waveform: z.enum(['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise', 'custom']).nullable(),
  trigger_source: z
    .enum(['off', 'immediately', 'ext_positive_edge', 'ext_negative_edge', 'ext_raw', 'high'])
    .nullable(),
  registers: z.array(z.int()),
});

const scope = z.object({
  trigger_source: z
    .enum([
      'off',
      'immediately',
      'ch1_positive_edge',
      'ch1_negative_edge',
      'ch2_positive_edge',
      'ch2_negative_edge',
      'ext_positive_edge',
      'ext_negative_edge',
      'asg0',
      'asg1',
      'dsp',
    ])
    .nullable(),
  trigger_delay: z.number().nullable(),
  registers: z.array(z.int()),
});

/** What no register of the board tells, in terms of the driver, kept in the board's {@link StateFile}. */
export class Memory {
  readonly #file: StateFile;

  constructor(file: StateFile) {
    this.#file = file;
  }

  /** What to tell the driver when it attaches; it decides whether that still holds. */
  recall(): RememberedBoard {
    const remembered = {
      scope: scope.safeParse(this.#file.recall('scope')).data,
      asg0: asg.safeParse(this.#file.recall('asg0')).data,
      asg1: asg.safeParse(this.#file.recall('asg1')).data,
    };
    return {
      ...(remembered.scope === undefined ? {} : { scope: remembered.scope }),
      ...(remembered.asg0 === undefined ? {} : { asg0: remembered.asg0 }),
      ...(remembered.asg1 === undefined ? {} : { asg1: remembered.asg1 }),
    };
  }

  /** Remembers what the driver knows of a module. */
  remember(module: RememberedModule, driver: Driver): void {
    this.#file.remember(module, driver.remembered()[module]);
  }

  /** Forgets a module, on disk as well when this resolves. */
  async forget(module: RememberedModule): Promise<void> {
    await this.#file.forget(module);
  }
}
