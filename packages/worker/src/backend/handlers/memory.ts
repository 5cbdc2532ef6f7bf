import {
  ASG_TRIGGER_SOURCES,
  type RememberedBoard,
  SCOPE_TRIGGER_SOURCES,
  WAVEFORMS,
} from '@pyrpl-mux/redpitaya';
import { z } from 'zod';
import type { Driver } from './driver.ts';
import type { StateFile } from './state-file.ts';

/** A module with something that no register tells. */
export type RememberedModule = keyof RememberedBoard;

const registers = z.array(z.int());

const asg = z.object({
  waveform: z.enum([...WAVEFORMS, 'custom']).nullable(),
  trigger_source: z.enum(ASG_TRIGGER_SOURCES).nullable(),
  registers,
});

const scope = z.object({
  trigger_source: z.enum(SCOPE_TRIGGER_SOURCES).nullable(),
  trigger_delay: z.number().nullable(),
  registers,
});

const roots = z.array(z.tuple([z.number(), z.number()]));

const iir = z.object({
  filter: z
    .object({
      zeros: roots,
      poles: roots,
      gain: z.number(),
      coefficients: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    })
    .nullable(),
  registers,
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
      iir: iir.safeParse(this.#file.recall('iir')).data,
    };
    return {
      ...(remembered.scope === undefined ? {} : { scope: remembered.scope }),
      ...(remembered.asg0 === undefined ? {} : { asg0: remembered.asg0 }),
      ...(remembered.asg1 === undefined ? {} : { asg1: remembered.asg1 }),
      ...(remembered.iir === undefined ? {} : { iir: remembered.iir }),
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
