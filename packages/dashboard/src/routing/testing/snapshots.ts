import { type ModuleSettings, SIGNALS } from '@pyrpl-mux/client';
import fc from 'fast-check';
import type { BoardSnapshot } from '../../board/board-snapshot.ts';
import type { Direct } from '../../outputs/output-drive.ts';

const ASG: ModuleSettings['asg0'] = {
  waveform: 'sin',
  frequency: 1000,
  amplitude: 0.5,
  offset: 0,
  output_direct: 'off',
  trigger_source: 'immediately',
  start_phase: 0,
  cycles_per_burst: 0,
  bursts: 1,
  burst_delay: 0,
};

const PID: ModuleSettings['pid0'] = {
  input: 'in1',
  output_direct: 'off',
  setpoint: 0,
  p: 0.1,
  i: 0,
  input_filter: [],
  min_voltage: -1,
  max_voltage: 8191 / 8192,
  pause: 'off',
  integrator: 0,
};

const IQ: ModuleSettings['iq0'] = {
  input: 'in1',
  output_direct: 'off',
  frequency: 1e6,
  bandwidth: [1000, 0],
  phase: 0,
  gain: 0,
  amplitude: 0.1,
  acbandwidth: 0,
  output_signal: 'quadrature',
  quadrature_factor: 1,
};

/** A board of which everything but the housekeeping is known. */
export type KnownBoard = Omit<ModuleSettings, 'hk'> & { readonly hk: null };

/** A board on which nothing is connected. */
export const quiet: KnownBoard = {
  hk: null,
  scope: {
    input1: 'off',
    input2: 'off',
    decimation: 64,
    trigger_source: 'immediately',
    threshold: 0,
    hysteresis: 0,
    trigger_delay: 0,
    average: true,
  },
  asg0: ASG,
  asg1: ASG,
  pid0: PID,
  pid1: PID,
  pid2: PID,
  iq0: IQ,
  iq1: IQ,
  iq2: IQ,
  iir: {
    input: 'in1',
    output_direct: 'off',
    loops: 10,
    input_filter: 0,
    on: true,
    bypass: false,
    zeros: [],
    poles: [[-1000, 0]],
    gain: 1,
    coefficients: null,
    overflow: [],
  },
  trig: {
    input: 'in1',
    output_direct: 'off',
    output_signal: 'TTL',
    trigger_source: 'off',
    threshold: 0,
    hysteresis: 0,
    phase_offset: 0,
    phase_abs: false,
    auto_rearm: false,
    input_filter: 0,
    armed: false,
  },
  pwm0: { input: 'off' },
  pwm1: { input: 'off' },
};

const signal = fc.constantFrom(...SIGNALS);
const direct = fc.constantFrom<Direct>('off', 'out1', 'out2', 'both');
const volts = fc.double({ min: -1, max: 1, noNaN: true });
const asg = fc.record({ output_direct: direct, amplitude: volts.map(Math.abs), offset: volts });
const pid = fc
  .record({
    input: signal,
    output_direct: direct,
    p: fc.constantFrom(0, 0.1),
    integrator: volts,
    limits: fc.tuple(volts, volts),
  })
  .map(({ limits, ...others }) => ({
    ...others,
    min_voltage: Math.min(...limits),
    max_voltage: Math.max(...limits),
  }));
const iq = fc.record({
  input: signal,
  output_direct: direct,
  amplitude: volts,
  gain: fc.constantFrom(0, 1),
});
const other = fc.record({ input: signal, output_direct: direct });

/** Boards with any routing. */
export const snapshots: fc.Arbitrary<BoardSnapshot> = fc
  .record({
    asg: fc.tuple(asg, asg),
    pid: fc.tuple(pid, pid, pid),
    iq: fc.tuple(iq, iq, iq),
    iir: other,
    trig: other,
    scope: fc.record({ input1: signal, input2: signal }),
    pwm: fc.tuple(signal, signal),
  })
  .map((drawn) => ({
    hk: null,
    scope: { ...quiet.scope, ...drawn.scope },
    asg0: { ...ASG, ...drawn.asg[0] },
    asg1: { ...ASG, ...drawn.asg[1] },
    pid0: { ...PID, ...drawn.pid[0] },
    pid1: { ...PID, ...drawn.pid[1] },
    pid2: { ...PID, ...drawn.pid[2] },
    iq0: { ...IQ, ...drawn.iq[0] },
    iq1: { ...IQ, ...drawn.iq[1] },
    iq2: { ...IQ, ...drawn.iq[2] },
    iir: { ...quiet.iir, ...drawn.iir },
    trig: { ...quiet.trig, ...drawn.trig },
    pwm0: { input: drawn.pwm[0] },
    pwm1: { input: drawn.pwm[1] },
  }));
