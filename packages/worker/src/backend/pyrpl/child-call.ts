import { CommandError } from '@pyrpl-mux/client';
import { z } from 'zod';
import type { CallOptions } from './calls.ts';

/** The child, as the modules of the driver use it. */
export interface Child {
  call(method: string, args: object, options: CallOptions): Promise<unknown>;
  /** True clock frequency of the board divided by 125 MHz. */
  readonly frequencyCorrection: number;
}

/**
 * Calls a method of the child and checks its result.
 *
 * @throws CommandError `internal` for a result that is not what the method answers with, and whatever the call throws
 */
export async function ask<T>(
  child: Child,
  method: string,
  args: object,
  result: z.ZodType<T>,
  options: CallOptions,
): Promise<T> {
  const parsed = result.safeParse(await child.call(method, args, options));
  if (parsed.success) return parsed.data;
  const why = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  const consequence = options.reads ? 'Nothing was changed.' : 'What it writes was written.';
  throw new CommandError(
    'internal',
    `PyRPL's answer to ${method} is not understood: ${why}. ${consequence}`,
    {
      effect: options.reads ? 'none' : 'done',
    },
  );
}

/** Options of a call that writes no register. */
export const READS: CallOptions = { reads: true };

/** Options of a call that writes. */
export const WRITES: CallOptions = { reads: false };
