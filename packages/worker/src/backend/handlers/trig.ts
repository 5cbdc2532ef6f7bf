import { ValueOutOfRangeError } from '@pyrpl-mux/redpitaya';
import { given, type Handlers } from './handler.ts';

export const trigHandlers: Handlers<'trig_setup'> = {
  trig_setup: async (board, params, context) => {
    const { threshold, hysteresis, ...others } = given(params);
    const input = others.input ?? board.known.trig.input;
    const { scale } = board;
    const converted = {
      ...(threshold === undefined ? {} : { threshold: scale.toBoard('threshold', input, threshold) }),
      ...(hysteresis === undefined ? {} : { hysteresis: scale.toBoard('hysteresis', input, hysteresis) }),
    };
    try {
      return board.changed('trig', await board.driver.trig.setup({ ...others, ...converted }), context);
    } catch (error) {
      // The driver speaks of its own volts.
      if (error instanceof ValueOutOfRangeError && error.unit === 'V')
        throw error.scaled(scale.factor(input));
      throw error;
    }
  },
};
