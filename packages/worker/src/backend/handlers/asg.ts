import type { AsgName, AsgSetup } from '@pyrpl-mux/redpitaya';
import type { CommandContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { given, type Handlers } from './handler.ts';
import type { WireSettings } from './settings.ts';

async function setup(
  board: AttachedBoard,
  channel: AsgName,
  params: AsgSetup,
  context: CommandContext,
): Promise<WireSettings['asg0']> {
  const known = board.known[channel];
  const changesUnread =
    params.data !== undefined ||
    (params.waveform ?? known.waveform) !== known.waveform ||
    (params.trigger_source ?? known.trigger_source) !== known.trigger_source;
  return await board.remembering(channel, changesUnread, async () =>
    board.changed(channel, await board.driver[channel].setup(params), context),
  );
}

export const asgHandlers: Handlers<
  'asg_setup' | 'asg_get' | 'asg_set_frequency' | 'asg_set_amplitude' | 'asg_set_offset' | 'asg_off'
> = {
  asg_setup: async (board, { channel, ...params }, context) =>
    await setup(board, channel, given(params), context),

  asg_get: async (board, { channel }) => {
    const seen = board.reading();
    return seen(channel, await board.driver[channel].get());
  },

  asg_set_frequency: async (board, { channel, value }, context) =>
    (await setup(board, channel, { frequency: value }, context)).frequency,

  asg_set_amplitude: async (board, { channel, value }, context) =>
    (await setup(board, channel, { amplitude: value }, context)).amplitude,

  asg_set_offset: async (board, { channel, value }, context) =>
    (await setup(board, channel, { offset: value }, context)).offset,

  asg_off: async (board, { channel }, context) =>
    await setup(board, channel, { output_direct: 'off' }, context),
};
