import type { ScopeTrace } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { timeReadouts, traceReadouts, voltageReadouts } from './cursor-readout.ts';
import { ReadoutList, ReadoutRow } from './readout-list.tsx';

/** Where the cursors are, and what the trace has there; nothing while they are hidden. */
export function CursorList({
  trace,
}: {
  /** With every sample; null where there is none. */
  readonly trace: ScopeTrace | null;
}): JSX.Element {
  const { cursors } = useDashboard();
  const times = cursors.times.value;
  const voltages = cursors.voltages.value;
  return (
    <>
      {times === null ? null : (
        <ReadoutRow heading="t">
          <ReadoutList label="Time cursors" readouts={timeReadouts(times)} />
        </ReadoutRow>
      )}
      {times === null || trace === null
        ? null
        : ([0, 1] as const).map((channel) => (
            <ReadoutRow key={channel} heading={`Ch ${channel + 1}`} style={`ch${channel + 1}`}>
              <ReadoutList
                label={`Channel ${channel + 1} at the time cursors`}
                readouts={traceReadouts(trace, channel, times)}
              />
            </ReadoutRow>
          ))}
      {voltages === null ? null : (
        <ReadoutRow heading="V">
          <ReadoutList label="Voltage cursors" readouts={voltageReadouts(voltages)} />
        </ReadoutRow>
      )}
    </>
  );
}
