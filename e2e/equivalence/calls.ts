import { CALLS } from '../contract/calls.ts';
import { PARAMETER_VALUES } from '../rig/parameter-values.ts';

/** One call that is made on both boards. */
export interface Call {
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Commands that change nothing, whose effect does not stay, or that repeat others: nothing to compare in the registers. */
const WITHOUT_TRACE = new Set([
  'scope_acquire',
  'iq_get_quadratures',
  'iq_get_measurement',
  'state_save',
  'state_list',
  'state_compare',
  'state_restore',
]);

/** What a parameter is given together with, where it makes no sense alone. */
const COMPANIONS = new Map<string, Readonly<Record<string, unknown>>>([
  ['asg_set_frequency.channel', { value: 1234 }],
  ['asg_set_amplitude.channel', { value: 0.25 }],
  ['asg_set_offset.channel', { value: 0.125 }],
  ['pid_set_setpoint.channel', { value: 0.25 }],
  ['pid_set_integrator.channel', { value: 0.25 }],
  ['pwm_set.channel', { input: 'in1' }],
  ['pid_configure.min_voltage', { max_voltage: 1 }],
  ['pid_configure.max_voltage', { min_voltage: -1 }],
]);

/** Lists, which have no minimum and maximum. */
const LISTS: readonly Call[] = [
  { command: 'pid_configure', params: { input_filter: [] } },
  { command: 'pid_configure', params: { input_filter: [1e3, -100, 1e6, 10] } },
  { command: 'pid_configure', params: { channel: 'pid2', input_filter: [1.2] } },
  { command: 'iq_setup', params: { bandwidth: 1e3 } },
  { command: 'iq_setup', params: { bandwidth: [1e3, -1e3] } },
  { command: 'iq_setup', params: { channel: 'iq2', bandwidth: [1e3, 1e4, 1e5, 1e6] } },
  { command: 'asg_setup', params: { data: [0, 0.5, 1, -1] } },
  { command: 'iir_setup', params: { zeros: [], poles: [-1e4], gain: 1, loops: 10 } },
  { command: 'iir_setup', params: { zeros: [[-3e3, 1e5]], poles: [[-3e3, 5e4]], gain: 0.5, loops: 10 } },
  { command: 'iir_setup', params: { zeros: [-1e3], poles: [[-3e3, 5e4], -1e5], gain: -2, loops: 35 } },
];

/** Each parameter of each command at its minimum, middle and maximum, at each of its options, one after the other. */
export const SINGLE_CALLS: readonly Call[] = [
  ...PARAMETER_VALUES.flatMap(({ command, parameter, possible }) =>
    WITHOUT_TRACE.has(command)
      ? []
      : possible.map((value) => ({
          command,
          params: { ...COMPANIONS.get(`${command}.${parameter}`), [parameter]: value },
        })),
  ),
  ...LISTS,
  ...CALLS.filter(({ command }) => !WITHOUT_TRACE.has(command)),
];

/** Each parameter one step outside of its range and of other types: neither backend may change a register. */
export const IMPOSSIBLE_CALLS: readonly Call[] = PARAMETER_VALUES.flatMap(
  ({ command, parameter, impossible }) =>
    impossible.map((value) => ({ command, params: { [parameter]: value } })),
);

/** What a sequence of calls is drawn from: calls that are possible whatever was set before. */
export const DRAWN_CALLS: readonly Call[] = SINGLE_CALLS.filter(({ command }) =>
  /_(setup|configure|set_\w+|set|off)$/.test(command),
);
