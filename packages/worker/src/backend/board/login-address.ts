import type { BoardAddress } from './board-address.ts';
import type { BoardPreparer, BoardPreparerOptions } from './board-preparer.ts';

/** The address of a real board that is logged in to; SSH is loaded only when that happens. */
export function loginAddress(options: BoardPreparerOptions): BoardAddress {
  let preparer: Promise<BoardPreparer> | null = null;
  return {
    reach: async (signal) => {
      preparer ??= import('./board-preparer.ts').then((module) => new module.BoardPreparer(options));
      return await (await preparer).prepare(signal);
    },
    answered: () => undefined,
    refused: () => undefined,
    configuration: () => ({}),
    // The register server ends by itself with its link.
    stop: () => undefined,
  };
}
