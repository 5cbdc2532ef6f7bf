import { CommandError } from '@pyrpl-mux/client';
import type { PidSettings } from '@pyrpl-mux/redpitaya';
import { given, type Handlers } from './handler.ts';

interface Limits {
  readonly min_voltage?: number;
  readonly max_voltage?: number;
}

/** A voltage on the board's grid of 1/8192 V with no more digits than tell it from its neighbours. */
function inShort(volts: number): number {
  return Number(volts.toFixed(4));
}

/** A lower limit above the upper one can only be seen together with the limit that is not given. */
function checkLimits(known: PidSettings, { min_voltage: minimum, max_voltage: maximum }: Limits): void {
  if ((minimum ?? known.min_voltage) <= (maximum ?? known.max_voltage)) return;
  const [path, value, bound] =
    minimum === undefined
      ? ['max_voltage', maximum, `at least min_voltage, ${inShort(known.min_voltage)} V`]
      : ['min_voltage', minimum, `at most max_voltage, ${inShort(known.max_voltage)} V`];
  throw new CommandError(
    'invalid_params',
    `${path} must be ${bound}, but was ${value} V. Nothing was changed; give both to move the limits together.`,
    { issues: [{ path, message: `must be ${bound}` }] },
  );
}

export const pidHandlers: Handlers<
  'pid_configure' | 'pid_get' | 'pid_set_setpoint' | 'pid_get_setpoint' | 'pid_set_integrator'
> = {
  pid_configure: async (board, params, context) => {
    const { channel, d: _, setpoint, ...others } = given(params);
    const known = board.known[channel];
    checkLimits(known, others);
    const input = others.input ?? known.input;
    const converted =
      setpoint === undefined ? {} : { setpoint: board.scale.toBoard('setpoint', input, setpoint) };
    return board.changed(channel, await board.driver[channel].setup({ ...others, ...converted }), context);
  },

  pid_get: async (board, { channel }) => {
    const seen = board.reading();
    return seen(channel, await board.driver[channel].get());
  },

  pid_set_setpoint: async (board, { channel, value }, context) => {
    const wanted = board.scale.toBoard('value', board.known[channel].input, value);
    const setpoint = await board.driver[channel].setSetpoint(wanted);
    return board.changed(channel, { ...board.known[channel], setpoint }, context).setpoint;
  },

  pid_get_setpoint: async (board, { channel }) =>
    board.scale.fromBoard(board.known[channel].input, await board.driver[channel].getSetpoint()),

  pid_set_integrator: async (board, { channel, value }, context) => {
    const integrator = await board.driver[channel].setIntegrator(value);
    return board.changed(channel, { ...board.known[channel], integrator }, context).integrator;
  },
};
