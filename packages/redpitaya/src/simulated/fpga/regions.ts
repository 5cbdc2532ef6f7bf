import type { AdvancedTrigger } from './advanced-trigger.ts';
import { AnalogMixedSignals } from './ams.ts';
import { AsgRegisters } from './asg.ts';
import type { AsgChannel } from './asg-channel.ts';
import { DspRegisters, type Routing, SIGNAL } from './dsp.ts';
import { Housekeeping } from './hk.ts';
import type { SignalMatrix, Sources } from './matrix.ts';
import type { Oscilloscope } from './oscilloscope.ts';
import type { ExpansionPins } from './pins.ts';
import { RegisterBlock } from './registers.ts';
import { SelfReport } from './self-report.ts';
import type { Stepper } from './stepper.ts';

/** One of the eight regions of the bus. */
export interface Region {
  read(offset: number, cycle: number): number;
  write(offset: number, value: number, cycle: number): void;
}

/** What lies behind the registers. */
export interface FpgaParts {
  readonly matrix: SignalMatrix;
  readonly sources: Sources & { readonly asgs: readonly AsgChannel[] };
  readonly stepper: Stepper;
  readonly scope: Oscilloscope;
  readonly pins: ExpansionPins;
  readonly advanced: readonly AdvancedTrigger[];
  /** Number of the write access at hand. */
  readonly accesses: () => number;
}

/** The regions of the bus in the order of their addresses, wired to what lies behind them. */
export function createRegions(parts: FpgaParts): Region[] {
  const { matrix, sources, stepper, scope, pins, advanced, accesses } = parts;
  const { pids, iqs, asgs, trig, iir } = sources;
  const { routing } = matrix;
  const modules = new Map<number, RegisterBlock>([
    [SIGNAL.trig, trig.registers],
    [SIGNAL.iir, iir.registers],
  ]);
  for (const [slot, { registers }] of pids.entries()) modules.set(slot, registers);
  for (const [index, { registers }] of iqs.entries()) modules.set(SIGNAL.iq0 + index, registers);
  const route = (value: Routing, cycle: number): void => {
    routing.push(cycle + 1, value);
    for (const [slot, pid] of pids.entries()) pid.synchronise(((value.sync >> slot) & 1) === 1, cycle + 1);
    for (const [index, iq] of iqs.entries()) {
      iq.synchronise(((value.sync >> (SIGNAL.iq0 + index)) & 1) === 1, cycle + 1);
    }
  };
  const housekeeping = new Housekeeping(pins, (cycle) =>
    route({ ...routing.latest, digitalLoop: housekeeping.digitalLoop }, cycle),
  );
  const signal = (node: number, cycle: number): number => {
    if (matrix.stepped[node] === 1) stepper.advance(cycle + 1);
    return matrix.at(node, cycle);
  };
  return [
    housekeeping,
    scope.registers,
    new AsgRegisters({
      changed: (channel, settings, triggered, cycle) => {
        advanced[channel]?.configure(settings.advanced, cycle + 1);
        asgs[channel]?.change(settings, triggered, cycle);
      },
      table: (channel, index, value, cycle) => asgs[channel]?.setEntry(index, value, accesses(), cycle),
      indexAtTrigger: (channel, cycle) => scope.indexAtTrigger(channel, cycle),
    }),
    new DspRegisters(modules, {
      routing: () => routing.latest,
      changed: route,
      signal,
      saturation: (cycle) => {
        stepper.advance(cycle + 1);
        return ([0, 1] as const).reduce<number>((flags, output) => {
          const isStepped = matrix.stepped[SIGNAL.out1 + output] === 1;
          const sum = isStepped ? stepper.sum(output) : matrix.sumAt(output, cycle);
          return sum > 8191 || sum < -8192 ? flags | (1 << output) : flags;
        }, 0);
      },
    }),
    new AnalogMixedSignals((channel, cycle) =>
      signal(routing.latest.inputs[SIGNAL.in1 + channel] ?? 15, cycle),
    ),
    new SelfReport(() => stepper.stride),
    new RegisterBlock([]),
    new RegisterBlock([]),
  ];
}
