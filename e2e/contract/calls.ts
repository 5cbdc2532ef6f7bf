import type { CommandName } from '@pyrpl-mux/client';

/** One command and what must stand in its answer. Numbers agree within 1e-3 of the value, or `tolerance` if that is more. */
export interface ContractCall {
  readonly command: CommandName;
  readonly params: Readonly<Record<string, unknown>>;
  /** The whole answer, or members of it; what is not named is left open. */
  readonly answer: unknown;
  readonly tolerance?: number;
}

/** One count of the converters [V]. */
const COUNT = 1 / 8192;

const asg: readonly ContractCall[] = (['asg0', 'asg1'] as const).flatMap((channel): ContractCall[] => [
  {
    command: 'asg_setup',
    params: { channel, waveform: 'ramp', frequency: 1234, amplitude: 0.25, offset: -0.125 },
    answer: { waveform: 'ramp', frequency: 1234, amplitude: 0.25, offset: -0.125, output_direct: 'off' },
  },
  {
    command: 'asg_setup',
    params: { channel, start_phase: 90, cycles_per_burst: 3, bursts: 2, burst_delay: 0.002 },
    answer: { waveform: 'ramp', start_phase: 90, cycles_per_burst: 3, bursts: 2, burst_delay: 0.002 },
  },
  {
    command: 'asg_setup',
    params: { channel, waveform: 'sin', trigger_source: 'immediately', cycles_per_burst: 0, bursts: 1 },
    answer: { waveform: 'sin', trigger_source: 'immediately', cycles_per_burst: 0, bursts: 1 },
  },
  { command: 'asg_set_frequency', params: { channel, value: 5e6 }, answer: 5e6 },
  { command: 'asg_set_amplitude', params: { channel, value: 1 }, answer: 1 },
  { command: 'asg_set_offset', params: { channel, value: -1 }, answer: -1 },
  {
    command: 'asg_setup',
    params: { channel, offset: 0, amplitude: 0.5, output_direct: 'both' },
    answer: { offset: 0, amplitude: 0.5, output_direct: 'both' },
  },
  { command: 'asg_get', params: { channel }, answer: { output_direct: 'both', waveform: 'sin' } },
  { command: 'asg_off', params: { channel }, answer: { output_direct: 'off', frequency: 5e6 } },
]);

const pid: readonly ContractCall[] = (['pid0', 'pid1', 'pid2'] as const).flatMap(
  (channel): ContractCall[] => [
    {
      command: 'pid_configure',
      params: { channel, input: 'in2', setpoint: 0.1, p: -1.5, i: 100 },
      answer: { input: 'in2', setpoint: 0.1, p: -1.5, i: 100, output_direct: 'off' },
      tolerance: COUNT,
    },
    {
      command: 'pid_configure',
      params: { channel, min_voltage: -0.5, max_voltage: 0.5, pause: 'pi', input_filter: [1e3, -100] },
      answer: { min_voltage: -0.5, max_voltage: 0.5, pause: 'pi', p: -1.5 },
    },
    { command: 'pid_set_setpoint', params: { channel, value: -0.25 }, answer: -0.25 },
    { command: 'pid_get_setpoint', params: { channel }, answer: -0.25 },
    {
      command: 'pid_configure',
      params: { channel, p: 0, i: 0, pause: 'off' },
      answer: { p: 0, i: 0, pause: 'off' },
    },
    { command: 'pid_set_integrator', params: { channel, value: 0.75 }, answer: 0.75 },
    { command: 'pid_get', params: { channel }, answer: { integrator: 0.75, setpoint: -0.25, input: 'in2' } },
  ],
);

const iq: readonly ContractCall[] = (['iq0', 'iq1', 'iq2'] as const).flatMap((channel): ContractCall[] => [
  {
    command: 'iq_setup',
    params: { channel, frequency: 1e6, bandwidth: [1e3, 1e3], input: 'asg0', phase: 45, gain: 2 },
    answer: { frequency: 1e6, input: 'asg0', phase: 45, gain: 2, output_direct: 'off' },
  },
  {
    command: 'iq_setup',
    params: { channel, amplitude: 0.25, acbandwidth: 500, output_signal: 'pfd', quadrature_factor: 7 },
    answer: { amplitude: 0.25, output_signal: 'pfd', quadrature_factor: 7, frequency: 1e6 },
  },
  {
    command: 'iq_setup',
    params: { channel, amplitude: 0, gain: 0, output_signal: 'quadrature' },
    answer: { amplitude: 0, gain: 0, output_signal: 'quadrature' },
  },
  { command: 'iq_get', params: { channel }, answer: { frequency: 1e6, quadrature_factor: 7 } },
  { command: 'iq_get_quadratures', params: { channel, averaging_time: 1e-3 }, answer: {} },
  { command: 'iq_get_measurement', params: { channel, averaging_time: 1e-3 }, answer: {} },
]);

const scope: readonly ContractCall[] = [
  {
    command: 'scope_setup',
    params: { input1: 'asg0', input2: 'out2', decimation: 1024, threshold: 0.1, hysteresis: 0.01 },
    answer: { input1: 'asg0', input2: 'out2', decimation: 1024, threshold: 0.1, hysteresis: 0.01 },
    tolerance: COUNT,
  },
  {
    command: 'scope_setup',
    params: { average: true, trigger_source: 'ch2_negative_edge', trigger_delay: 0.001 },
    answer: { average: true, trigger_source: 'ch2_negative_edge', trigger_delay: 0.001, input1: 'asg0' },
  },
  { command: 'scope_set_decimation', params: { value: 64 }, answer: 64 },
  { command: 'scope_set_trigger', params: { source: 'immediately' }, answer: 'immediately' },
  {
    command: 'scope_get',
    params: {},
    answer: { decimation: 64, trigger_source: 'immediately', duration: 64 * 16_384 * 8e-9 },
  },
  {
    command: 'scope_acquire',
    params: { decimation: 1, input_channels: ['asg0', 'in2'] },
    answer: { settings: { decimation: 1, input1: 'asg0', input2: 'in2' } },
  },
];

const others: readonly ContractCall[] = [
  {
    command: 'iir_setup',
    params: {
      input: 'asg1',
      zeros: [[-3000, 100_000]],
      poles: [[-3000, 50_000]],
      gain: 0.5,
      loops: 10,
      on: true,
    },
    answer: { input: 'asg1', loops: 10, on: true, bypass: false, gain: 0.5, output_direct: 'off' },
  },
  {
    command: 'iir_setup',
    params: { bypass: true, input_filter: 0 },
    answer: { bypass: true, gain: 0.5, loops: 10 },
  },
  {
    command: 'iir_get',
    params: { frequencies: [1000, 1e6] },
    answer: {
      bypass: true,
      loops: 10,
      transfer_function: { frequency: { 0: 1000, 1: 1e6 }, magnitude: { 0: 0.5 } },
    },
    tolerance: 0.01,
  },
  {
    command: 'iir_setup',
    params: { on: false, bypass: false, input: 'off' },
    answer: { on: false, input: 'off' },
  },
  {
    command: 'trig_setup',
    params: {
      input: 'asg1',
      threshold: 0.5,
      hysteresis: 0.01,
      trigger_source: 'both_edge',
      phase_offset: 90,
    },
    answer: {
      input: 'asg1',
      threshold: 0.5,
      hysteresis: 0.01,
      trigger_source: 'both_edge',
      phase_offset: 90,
    },
    tolerance: COUNT,
  },
  {
    command: 'trig_setup',
    params: {
      output_signal: 'asg0_phase',
      auto_rearm: false,
      phase_abs: true,
      trigger_source: 'off',
      armed: true,
    },
    answer: {
      output_signal: 'asg0_phase',
      auto_rearm: false,
      phase_abs: true,
      trigger_source: 'off',
      armed: true,
    },
  },
  { command: 'pwm_set', params: { channel: 'pwm0', input: 'pid0' }, answer: { input: 'pid0' } },
  { command: 'pwm_set', params: { channel: 'pwm1', input: 'off' }, answer: { input: 'off' } },
];

/** Every command that has a lane, called at least once with what must be read back. */
export const CALLS: readonly ContractCall[] = [
  ...asg,
  ...pid,
  ...iq,
  ...scope,
  ...others,
  { command: 'sampler_read', params: { channel: 'out1' }, answer: 0, tolerance: 2 * COUNT },
  { command: 'sampler_read', params: { channels: ['asg1', 'in1', 'in2'] }, answer: {} },
  { command: 'hk_get', params: {}, answer: { digital_loop: false } },
  {
    command: 'state_get',
    params: {},
    answer: { modules: { scope: { decimation: 1 }, pid1: { setpoint: -0.25 }, asg1: { waveform: 'sin' } } },
  },
  {
    command: 'state_save',
    params: { name: 'Contract', note: 'all modules' },
    answer: { name: 'Contract', note: 'all modules' },
  },
  {
    command: 'state_list',
    params: {},
    answer: { states: { 0: { name: 'Contract', note: 'all modules', problem: null } } },
  },
  { command: 'state_compare', params: { name: 'Contract' }, answer: { name: 'Contract' } },
  {
    command: 'state_restore',
    params: { name: 'Contract', modules: ['scope'] },
    answer: { name: 'Contract', dry_run: false },
  },
  { command: 'outputs_off', params: {}, answer: { was: { asg0: 'off' }, out1: 0 }, tolerance: 2 * COUNT },
];
