import type { Handlers } from './handler.ts';

export const pwmHandlers: Handlers<'pwm_set'> = {
  pwm_set: async (board, { channel, input }, context) =>
    board.changed(channel, await board.driver[channel].setup({ input }), context),
};
