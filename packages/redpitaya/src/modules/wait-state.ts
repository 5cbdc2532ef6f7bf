import { formatNumber } from '../registers/errors.ts';
import type { ScopeTriggerSource } from './scope-registers.ts';
import type { Signal } from './signals.ts';

/** What an acquisition of the scope waits for. */
export interface AcquisitionState {
  /**
   * - `filling`: what the trace shows before the trigger is being recorded; no trigger counts yet.
   * - `armed`: a trigger counts.
   * - `recording`: the trigger came, and the rest of the trace is being recorded.
   */
  readonly kind: 'filling' | 'armed' | 'recording';
  readonly source: ScopeTriggerSource;
  /** Signal whose edge triggers; null where the source is none of the channels. */
  readonly edgeOf: Signal | null;
  /** Trigger level [V], full scale of an input being 1 V. */
  readonly threshold: number;
}

/** Some of several traces are acquired, and the scope is not armed. */
export interface BetweenTracesState {
  readonly kind: 'between_traces';
  readonly done: number;
  readonly total: number;
}

/** A demodulator averages its quadratures. */
export interface AveragingState {
  readonly kind: 'averaging';
  /** [s] */
  readonly averagingTime: number;
  /** [s] */
  readonly settlingTime: number;
}

/** What somebody waits for. */
export type WaitState = AcquisitionState | BetweenTracesState | AveragingState;

/** Volts at a signal's connector that are 1 V inside the board. */
export type VoltScale = (signal: Signal) => number;

const EVENTS: Readonly<Record<ScopeTriggerSource, string>> = {
  off: 'nothing',
  immediately: 'the trace',
  ch1_positive_edge: 'rising',
  ch1_negative_edge: 'falling',
  ch2_positive_edge: 'rising',
  ch2_negative_edge: 'falling',
  ext_positive_edge: 'a rising edge at the external trigger',
  ext_negative_edge: 'a falling edge at the external trigger',
  asg0: 'the next period of asg0',
  asg1: 'the next period of asg1',
  dsp: 'the trig module',
};

function describeTrigger({ source, edgeOf, threshold }: AcquisitionState, scale: VoltScale): string {
  if (edgeOf === null) return EVENTS[source];
  return `${edgeOf} ${EVENTS[source]} through ${formatNumber(threshold * scale(edgeOf))} V`;
}

/**
 * A state in words, such as "armed, waiting for in1 rising through 0.5 V".
 *
 * @param scale for volts at the connectors; by default full scale is 1 V
 */
export function describeWait(state: WaitState, scale: VoltScale = () => 1): string {
  switch (state.kind) {
    case 'filling':
      return `armed, recording what precedes the trigger, then waiting for ${describeTrigger(state, scale)}`;
    case 'armed':
      return `armed, waiting for ${describeTrigger(state, scale)}`;
    case 'recording':
      return 'triggered, recording the rest of the trace';
    case 'between_traces':
      return `${state.done} of ${state.total} traces acquired`;
    case 'averaging':
      return `averaging the quadratures for ${state.averagingTime} s after ${state.settlingTime.toPrecision(3)} s of settling`;
  }
}
