import type { ScopeTrace } from '@pyrpl-mux/client';
import { formatSi } from '../quantities/si.ts';
import type { CursorPair } from './cursors.ts';

/** One value with its name. */
export interface Readout {
  readonly name: string;
  readonly text: string;
  /** What the name stands for, or why there is no value. */
  readonly title: string;
}

/** What stands for a value that there is not. */
export const NO_VALUE = '–';

/** Positions of two time cursors, and how far apart they are. */
export function timeReadouts([first, second]: CursorPair): readonly Readout[] {
  const difference = second - first;
  return [
    { name: 't1', text: formatSi(first, 's', 5), title: 'Time cursor 1, from the trigger' },
    { name: 't2', text: formatSi(second, 's', 5), title: 'Time cursor 2, from the trigger' },
    { name: 'Δt', text: formatSi(difference, 's', 5), title: 't2 - t1' },
    {
      name: '1/Δt',
      text: difference === 0 ? NO_VALUE : formatSi(1 / Math.abs(difference), 'Hz', 5),
      title: 'Frequency of which Δt is one period',
    },
  ];
}

/** Positions of two voltage cursors, and how far apart they are. */
export function voltageReadouts([first, second]: CursorPair): readonly Readout[] {
  return [
    { name: 'V1', text: formatSi(first, 'V', 4), title: 'Voltage cursor 1' },
    { name: 'V2', text: formatSi(second, 'V', 4), title: 'Voltage cursor 2' },
    { name: 'ΔV', text: formatSi(second - first, 'V', 4), title: 'V2 - V1' },
  ];
}

/** The trace's voltages at two times, and how far apart they are. */
export function traceReadouts(
  trace: ScopeTrace,
  channel: 0 | 1,
  [first, second]: CursorPair,
): readonly Readout[] {
  const at1 = voltageAt(trace, channel, first);
  const at2 = voltageAt(trace, channel, second);
  const difference = at1 === null || at2 === null ? null : at2 - at1;
  const text = (volts: number | null): string => (volts === null ? NO_VALUE : formatSi(volts, 'V', 4));
  return [
    { name: 'at t1', text: text(at1), title: 'The trace where time cursor 1 is' },
    { name: 'at t2', text: text(at2), title: 'The trace where time cursor 2 is' },
    { name: 'Difference', text: text(difference), title: 'The trace at t2 less that at t1' },
  ];
}

/**
 * The trace at a time, on the straight line between two samples [V]; null outside of the trace.
 *
 * @param time - from the trigger [s]
 */
export function voltageAt(
  { voltage, time_start, time_step }: ScopeTrace,
  channel: 0 | 1,
  time: number,
): number | null {
  const position = (time - time_start) / time_step;
  const index = Math.floor(position);
  const before = voltage[channel][index];
  const after = voltage[channel][index + 1] ?? before;
  if (before === undefined || after === undefined || position > voltage[channel].length - 1) return null;
  return before + (position - index) * (after - before);
}
