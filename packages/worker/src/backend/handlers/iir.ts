import type { ValidatedParams } from '@pyrpl-mux/client';
import { type IirSettings, iirResponse } from '@pyrpl-mux/redpitaya';
import { given, type Handlers } from './handler.ts';

type GetParams = ValidatedParams<'iir_get'>;

/** The frequencies [Hz] that are asked for: those given, or points from start to stop at equal ratios. */
function frequenciesOf({ frequencies, start = 100, stop = 10e6, points = 501 }: GetParams): Float64Array {
  if (frequencies !== undefined) return Float64Array.from(frequencies);
  const ratio = points > 1 ? (stop / start) ** (1 / (points - 1)) : 1;
  return Float64Array.from({ length: points }, (_, index) => start * ratio ** index);
}

function transferFunction({ coefficients, loops, input_filter }: IirSettings, frequency: Float64Array) {
  if (coefficients === null) return null;
  const response = iirResponse({ coefficients, loops, input_filter }, frequency);
  return {
    frequency,
    magnitude: Float64Array.from(response, ([re, im]) => Math.hypot(re, im)),
    phase: Float64Array.from(response, ([re, im]) => (Math.atan2(im, re) * 180) / Math.PI),
  };
}

export const iirHandlers: Handlers<'iir_setup' | 'iir_get'> = {
  iir_setup: async (board, params, context) => {
    const { zeros, poles, gain, loops } = params;
    const changesUnread = [zeros, poles, gain, loops].some((value) => value !== undefined);
    return await board.remembering('iir', changesUnread, async () =>
      board.changed('iir', await board.driver.iir.setup(given(params)), context),
    );
  },

  iir_get: async (board, params) => {
    const seen = board.reading();
    const settings = await board.driver.iir.get();
    return {
      ...seen('iir', settings),
      transfer_function: transferFunction(settings, frequenciesOf(params)),
    };
  },
};
