import { CommandError } from '@pyrpl-mux/client';
import type { Child } from './child-call.ts';

/** Methods of a module, or of the board, that change settings. */
const CHANGING: ReadonlySet<string> = new Set(['setup', 'set_setpoint', 'outputs_off']);

/** Methods that answer with all settings of a module, or of the board. */
const TELLING: ReadonlySet<string> = new Set(['get', 'setup', 'state']);

/** The part of a method's name that stands for every module. */
const EVERY = 'board';

/** Modules whose settings a failed command may have changed, and that were not read since. */
export class UnsettledModules {
  readonly #modules = new Set<string>();

  has(module: string): boolean {
    return this.#modules.has(module) || this.#modules.has(EVERY);
  }

  /** A child whose calls are followed. */
  following(child: Child): Child {
    return {
      frequencyCorrection: child.frequencyCorrection,
      call: async (method, args, options) => {
        const [module = '', action = ''] = method.split('.');
        try {
          const result = await child.call(method, args, options);
          if (TELLING.has(action)) this.#settle(module);
          return result;
        } catch (error) {
          if (CHANGING.has(action) && error instanceof CommandError && error.effect !== 'none')
            this.#modules.add(module);
          throw error;
        }
      },
    };
  }

  #settle(module: string): void {
    if (module === EVERY) this.#modules.clear();
    else this.#modules.delete(module);
  }
}
