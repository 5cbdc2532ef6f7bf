import { effect, useComputed } from '@preact/signals';
import { systemClock } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cursorPlugin } from '../analysis/cursor-plugin.ts';
import { useDashboard } from '../dashboard-context.ts';
import { appearance } from '../theme/appearance.ts';
import { ScopePlot } from './scope-plot.ts';
import { StreamNoticeView } from './stream-notice-view.tsx';
import { levelChannel, traceDescription } from './trace-description.ts';
import { LevelDrag } from './trigger-level.ts';
import { triggerMarks } from './trigger-marks.ts';
import { wantedPoints } from './wanted-points.ts';

/** The plot of the traces, with the trigger and the cursors on it, or why there is none. */
export function ScopeScreen(): JSX.Element {
  const { link, board, scope, cursors } = useDashboard();
  const host = useRef<HTMLDivElement>(null);
  const look = appearance.value;

  const drag = useMemo(
    () =>
      new LevelDrag(
        {
          passing: (threshold) => link.command('scope_setup', { threshold }),
          final: (threshold) => link.steer('scope_setup', { threshold }),
        },
        systemClock,
      ),
    [link],
  );
  const trigger = useComputed(() => {
    const settings = board.settings('scope').value;
    const source = settings?.trigger_source ?? 'off';
    const channel = levelChannel(source);
    const volts = drag.held.value ?? settings?.threshold;
    return {
      level: channel === null || volts === undefined ? null : { channel, volts },
      timed: source !== 'off' && source !== 'immediately',
      steerable: link.steerable.value,
    };
  });

  const description = useComputed(() =>
    traceDescription(scope.hasTrace.value ? board.settings('scope').value : null),
  );

  useEffect(() => scope.attach(), [scope]);

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = new ScopePlot(element, {
      plugins: [
        triggerMarks(trigger, {
          move: (volts) => drag.move(volts),
          settle: (volts) => void drag.settle(volts),
        }),
        cursorPlugin(cursors),
      ],
      onZoom: (range) => scope.zoomTo(range),
    });
    const stopDrawing = effect(() => {
      const trace = scope.trace.value;
      if (trace === null) return;
      made.draw(trace, {
        volts: scope.axes.rangeFor(trace),
        zoom: scope.zoom.value,
        channels: scope.axes.channels.value,
      });
    });
    const stopDescribing = effect(() => made.describe(description.value));
    const resizing = new ResizeObserver(() =>
      scope.want(wantedPoints(element.clientWidth, window.devicePixelRatio)),
    );
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      stopDrawing();
      stopDescribing();
      made.destroy();
    };
  }, [look, scope, cursors, drag, trigger, description]);

  return (
    <div class="scope-screen">
      <div class="scope-plot" ref={host} />
      <StreamNoticeView />
      {scope.zoom.value === null ? null : (
        <button type="button" class="whole-trace" onClick={() => scope.zoomTo(null)}>
          Show whole trace
        </button>
      )}
    </div>
  );
}
