import { DRIVING_MODULES } from '@pyrpl-mux/client';
import type { SampledSignal } from '@pyrpl-mux/redpitaya';
import type { AttachedBoard } from './attached-board.ts';
import type { Handlers } from './handler.ts';
import { readSettings } from './read-settings.ts';

async function sample(board: AttachedBoard, signals: readonly SampledSignal[]): Promise<number[]> {
  const values = await board.driver.sampler.read(signals);
  return values.map((value, index) => board.scale.fromBoard(signals[index] ?? 'off', value));
}

export const boardHandlers: Handlers<'sampler_read' | 'hk_get' | 'outputs_off' | 'state_get'> = {
  sampler_read: async (board, { channel = 'in1', channels }) => {
    if (channels !== undefined) return await sample(board, channels);
    const [value = Number.NaN] = await sample(board, [channel]);
    return value;
  },

  hk_get: async (board) => await board.driver.hk.get(),

  outputs_off: async (board, _params, context) => {
    board.switchingOff(context);
    const result = await board.driver.outputsOff();
    for (const module of DRIVING_MODULES) board.disconnected(module, context);
    return { ...result, was: { ...result.was } };
  },

  state_get: async (board) => {
    const { hk, settings } = await readSettings(board);
    return { modules: { hk: { ...hk }, ...settings } };
  },
};
