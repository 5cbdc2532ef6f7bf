import { CommandError } from '@pyrpl-mux/client';
import { type IqName, type Quadratures, WaitTimeoutError } from '@pyrpl-mux/redpitaya';
import type { CommandContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { given, type Handlers } from './handler.ts';

async function measure(
  board: AttachedBoard,
  { channel, averaging_time }: { readonly channel: IqName; readonly averaging_time: number },
  context: CommandContext,
): Promise<Quadratures> {
  const factor = board.scale.factor(board.known[channel].input);
  try {
    const { i, q } = await board.wait(
      context,
      async (wait) => await board.driver[channel].measureQuadratures(averaging_time, wait),
    );
    return { i: i * factor, q: q * factor };
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    throw new CommandError('board_fault', error.message, { effect: 'done', cause: error });
  }
}

export const iqHandlers: Handlers<'iq_setup' | 'iq_get' | 'iq_get_quadratures' | 'iq_get_measurement'> = {
  iq_setup: async (board, { channel, ...params }, context) =>
    board.changed(channel, await board.driver[channel].setup(given(params)), context),

  iq_get: async (board, { channel }) => {
    const seen = board.reading();
    return seen(channel, await board.driver[channel].get());
  },

  iq_get_quadratures: measure,

  iq_get_measurement: async (board, params, context) => {
    const { i, q } = await measure(board, params, context);
    return { i, q, magnitude: Math.hypot(i, q), phase: (Math.atan2(q, i) * 180) / Math.PI };
  },
};
