import type { Iir } from '../dsp/iir.ts';
import type { Pid } from '../dsp/pid.ts';
import { SIGNAL } from './dsp.ts';
import type { InputChannel } from './input-channel.ts';
import type { IqModule } from './iq-module.ts';
import { IQ_DIRECT } from './matrix.ts';
import type { TrigModule } from './trig-module.ts';

/** A PID module and the node it listens to. */
export interface PidStep {
  readonly block: Pid;
  readonly node: number;
  readonly source: number;
  readonly partner: Pid | undefined;
}

/** The trigger module and the node it listens to. */
export interface TrigStep {
  readonly module: TrigModule;
  readonly source: number;
}

/** The IIR filter and the node it listens to. */
export interface IirStep {
  readonly block: Iir;
  readonly source: number;
}

/** An IQ module and the node it listens to. */
export interface IqStep {
  readonly module: IqModule;
  readonly index: number;
  readonly source: number;
}

/** An output: the nodes it adds, and their sums on the way, by cycle. */
export interface OutputStep {
  readonly output: 0 | 1;
  readonly node: number;
  readonly terms: Int32Array;
  readonly line: Int32Array;
}

/** An input and the output it follows. */
export interface InputStep {
  readonly input: InputChannel;
  readonly channel: number;
  readonly node: number;
  readonly output: number;
  readonly isLoop: boolean;
}

/** The blocks that are stepped, laid out so that the steps themselves look nothing up. */
export interface StepList {
  readonly pids: readonly PidStep[];
  readonly iirs: readonly IirStep[];
  readonly trigs: readonly TrigStep[];
  readonly iqs: readonly IqStep[];
  readonly outputs: readonly OutputStep[];
  readonly inputs: readonly InputStep[];
}

/** Nothing is stepped. */
export const NO_STEPS: StepList = { pids: [], iirs: [], trigs: [], iqs: [], outputs: [], inputs: [] };

/** The part of a list that drives `nodes`. */
export function drivers(list: StepList, nodes: ReadonlySet<number>): StepList {
  const isIqIn = (index: number): boolean =>
    nodes.has(SIGNAL.iq0 + index) ||
    nodes.has(IQ_DIRECT + index) ||
    (index === 2 && nodes.has(SIGNAL.iq2Second));
  return {
    pids: list.pids.filter(({ node }) => nodes.has(node)),
    iirs: nodes.has(SIGNAL.iir) ? list.iirs : [],
    trigs: nodes.has(SIGNAL.trig) ? list.trigs : [],
    iqs: list.iqs.filter(({ index }) => isIqIn(index)),
    outputs: list.outputs.filter(({ node }) => nodes.has(node)),
    inputs: list.inputs.filter(({ node }) => nodes.has(node)),
  };
}
