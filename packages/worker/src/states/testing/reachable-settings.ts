import { type CommandName, catalogue, type SettingsModule, SIGNALS } from '@pyrpl-mux/client';
import fc from 'fast-check';

/** A call of a command that sets a module. */
export interface SetupCall {
  readonly module: SettingsModule;
  readonly command: CommandName;
  readonly params: Readonly<Record<string, unknown>>;
}

const signal = fc.constantFrom(...SIGNALS);
const output = fc.constantFrom('off', 'out1', 'out2', 'both');
const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const bandwidth = fc.constantFrom(0, 1500, 20_000, -3000, 1e6);

function calls(
  modules: readonly SettingsModule[],
  command: CommandName,
  settings: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<SetupCall> {
  const takesChannel = !['scope_setup', 'iir_setup', 'trig_setup'].includes(command);
  return fc
    .record({ module: fc.constantFrom(...modules), settings: fc.record(settings, { requiredKeys: [] }) })
    .map(({ module, settings: given }) => ({
      module,
      command,
      params: takesChannel ? { channel: module, ...given } : given,
    }))
    .filter(({ params }) => catalogue.get(command)?.params.safeParse(params).success === true);
}

/** Calls that may be refused where a value does not fit the others that a module holds. */
export const setupCall: fc.Arbitrary<SetupCall> = fc.oneof(
  calls(['asg0', 'asg1'], 'asg_setup', {
    waveform: fc.constantFrom('sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise'),
    frequency: between(0, 62.5e6),
    amplitude: between(0, 1),
    offset: between(-1, 1),
    output_direct: output,
    trigger_source: fc.constantFrom('off', 'immediately', 'ext_positive_edge', 'high'),
    start_phase: between(0, 360),
    cycles_per_burst: fc.integer({ min: 0, max: 1000 }),
    bursts: fc.integer({ min: 1, max: 65_536 }),
    burst_delay: between(0, 4000),
  }),
  calls(['pid0', 'pid1', 'pid2'], 'pid_configure', {
    input: signal,
    output_direct: output,
    setpoint: between(-1, 1),
    p: between(-100, 100),
    i: between(-30_000, 30_000),
    input_filter: fc.array(bandwidth, { maxLength: 4 }),
    min_voltage: between(-1, 1),
    max_voltage: between(-1, 1),
    pause: fc.constantFrom('off', 'i', 'p', 'pi'),
  }),
  calls(['iq0', 'iq1', 'iq2'], 'iq_setup', {
    input: signal,
    output_direct: output,
    frequency: between(0, 62.5e6),
    bandwidth: fc.array(fc.constantFrom(0, 100, -3000, 1e6), { minLength: 1, maxLength: 2 }),
    phase: between(-360, 360),
    gain: between(-60, 60),
    amplitude: between(-1, 1),
    acbandwidth: fc.constantFrom(0, 500, 20_000),
    output_signal: fc.constantFrom('quadrature', 'output_direct', 'pfd', 'off'),
    quadrature_factor: between(-100_000, 100_000),
  }),
  calls(['scope'], 'scope_setup', {
    input1: signal,
    input2: signal,
    decimation: fc.integer({ min: 0, max: 16 }).map((exponent) => 2 ** exponent),
    trigger_source: fc.constantFrom('off', 'immediately', 'ch1_positive_edge', 'ch2_negative_edge', 'dsp'),
    threshold: between(-0.9, 0.9),
    hysteresis: between(0, 0.05),
    trigger_delay: between(-1e-5, 1e-2),
    average: fc.boolean(),
  }),
  calls(['trig'], 'trig_setup', {
    input: signal,
    output_direct: output,
    output_signal: fc.constantFrom('TTL', 'asg0_phase'),
    trigger_source: fc.constantFrom('off', 'pos_edge', 'neg_edge', 'both_edge'),
    threshold: between(-0.9, 0.9),
    hysteresis: between(0, 0.05),
    phase_offset: between(-360, 360),
    phase_abs: fc.boolean(),
    auto_rearm: fc.boolean(),
    input_filter: bandwidth,
  }),
  calls(['iir'], 'iir_setup', {
    input: signal,
    output_direct: output,
    input_filter: bandwidth,
    on: fc.boolean(),
    bypass: fc.boolean(),
  }),
  fc
    .record({ frequency: between(1e4, 1e6), gain: between(-2, 2), loops: fc.integer({ min: 3, max: 50 }) })
    .map(({ frequency, gain, loops }) => ({
      module: 'iir' as const,
      command: 'iir_setup' as const,
      params: { zeros: [[-3000, frequency]], poles: [[-3000, frequency / 2], -20_000], gain, loops },
    })),
  calls(['pwm0', 'pwm1'], 'pwm_set', { input: signal }).filter(({ params }) => 'input' in params),
);

/** Calls after which a board is in some state that can be reached. */
export const setupCalls: fc.Arbitrary<SetupCall[]> = fc.array(setupCall, { minLength: 1, maxLength: 30 });
