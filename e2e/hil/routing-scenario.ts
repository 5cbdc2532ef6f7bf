import fc from 'fast-check';
import { CLOCK_FREQUENCY } from './recording.ts';
import type { Driver, ModelSignal } from './routing-model.ts';

/** Where a module's direct output goes. */
export type Output = 'off' | 'out1' | 'out2' | 'both';

/** A generator of a routing. */
export interface AsgChoice {
  readonly waveform: 'sin' | 'cos' | 'ramp' | 'halframp' | 'square';
  readonly frequency: number;
  readonly amplitude: number;
  readonly offset: number;
  readonly start_phase: number;
  readonly output_direct: Output;
}

/** A carrier of a routing. Its frequency moves the oscillator by whole values of its table. */
export interface CarrierChoice {
  readonly step: number;
  readonly frequency: number;
  readonly amplitude: number;
  readonly output_direct: Output;
}

/** A controller of a routing, used as an amplifier. */
export interface PidChoice {
  readonly input: ModelSignal;
  readonly p: number;
  readonly setpoint: number;
  readonly min_voltage: number;
  readonly max_voltage: number;
  readonly output_direct: Output;
}

/** Settings of a whole board without feedback. */
export interface Routing {
  readonly asg0: AsgChoice;
  readonly asg1: AsgChoice;
  readonly iq0: CarrierChoice;
  readonly iq1: CarrierChoice;
  readonly pid0: PidChoice;
  readonly pid1: PidChoice;
  readonly pid2: PidChoice;
}

/** Names of the modules that a routing sets up. */
export const DRIVERS = [
  'asg0',
  'asg1',
  'iq0',
  'iq1',
  'pid0',
  'pid1',
  'pid2',
] as const satisfies readonly Driver[];

/** The modules that an output is the sum of. */
export function driversOf(routing: Routing, output: 'out1' | 'out2'): readonly Driver[] {
  return DRIVERS.filter((driver) => [output, 'both'].includes(routing[driver].output_direct));
}

/** Whether `signal` depends on `target`, its own value included. */
function dependsOn(routing: Routing, signal: ModelSignal, target: ModelSignal): boolean {
  if (signal === target) return true;
  switch (signal) {
    case 'asg0':
    case 'asg1':
    case 'iq0':
    case 'iq1':
    case 'off':
      return false;
    case 'pid0':
    case 'pid1':
    case 'pid2':
      return dependsOn(routing, routing[signal].input, target);
    case 'out1':
    case 'out2':
      return driversOf(routing, signal).some((driver) => dependsOn(routing, driver, target));
    case 'in1':
      return dependsOn(routing, 'out1', target);
    case 'in2':
      return dependsOn(routing, 'out2', target);
  }
}

const PIDS = ['pid0', 'pid1', 'pid2'] as const;

/** Connects the controllers one after the other, each only as far as no feedback comes of it. */
function withoutFeedback(routing: Routing): Routing {
  let built: Routing = routing;
  for (const pid of PIDS) built = { ...built, [pid]: { ...built[pid], input: 'off', output_direct: 'off' } };
  for (const pid of PIDS) {
    const { input, output_direct } = routing[pid];
    if (!dependsOn(built, input, pid)) built = { ...built, [pid]: { ...built[pid], input } };
    const connected = { ...built, [pid]: { ...built[pid], output_direct } };
    const closed = (['out1', 'out2'] as const).some(
      (output) => driversOf(connected, output).includes(pid) && dependsOn(built, built[pid].input, output),
    );
    if (!closed) built = connected;
  }
  return built;
}

/** Values of a period of a demodulator's oscillator. */
const CARRIER_POSITIONS = 8192;

/**
 * Routings without feedback.
 *
 * @param outputs - that may be used
 * @param inputs - whose signals may be routed on
 */
export function routings(
  outputs: readonly ('out1' | 'out2')[],
  inputs: readonly ('in1' | 'in2')[],
): fc.Arbitrary<Routing> {
  const output = fc.constantFrom<Output>(
    'off',
    ...outputs,
    ...(outputs.length === 2 ? (['both'] as const) : []),
  );
  const hundredths = (least: number, greatest: number): fc.Arbitrary<number> =>
    fc.integer({ min: 100 * least, max: 100 * greatest }).map((value) => value / 100);
  const asg = fc.record({
    waveform: fc.constantFrom('sin', 'cos', 'ramp', 'halframp', 'square'),
    frequency: fc.integer({ min: 300, max: 650 }).map((value) => 10 ** (value / 100)),
    amplitude: hundredths(0, 0.8),
    offset: hundredths(-0.3, 0.3),
    start_phase: fc.integer({ min: 0, max: 300 }),
    output_direct: output,
  });
  const carrier = fc
    .record({ step: fc.integer({ min: 1, max: 900 }), amplitude: hundredths(0, 0.6), output_direct: output })
    .map((choice) => ({ ...choice, frequency: (choice.step * CLOCK_FREQUENCY) / CARRIER_POSITIONS }));
  const pid = fc.record({
    input: fc.constantFrom<ModelSignal>(...DRIVERS, ...inputs, ...outputs),
    p: hundredths(-3, 3),
    setpoint: hundredths(-0.2, 0.2),
    min_voltage: hundredths(-1, -0.4),
    max_voltage: hundredths(0.4, 1),
    output_direct: output,
  });
  return fc
    .record({ asg0: asg, asg1: asg, iq0: carrier, iq1: carrier, pid0: pid, pid1: pid, pid2: pid })
    .map(withoutFeedback);
}
