import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { formatSi } from '../quantities/si.ts';

/** Milliseconds between two tellings. */
const PACE = 500;

/** Traces per second on the display, those dropped on the way, and since when the present one stands. */
export function FrameRate(): JSX.Element {
  const { scope } = useDashboard();
  const { frames } = scope;
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), PACE);
    return () => clearInterval(timer);
  }, []);
  const age = frames.came === null ? null : Math.max(0, now - frames.came) / 1000;
  const rate = frames.rate(now);
  return (
    <p class="frame-rate value" title="Traces that this page shows, and those it was too slow for">
      {rate > 0
        ? `${rate.toFixed(0)} trace${rate === 1 ? '' : 's'}/s`
        : age === null
          ? ''
          : `${formatSi(age, 's', 2)} old`}
      {frames.droppedByWorker > 0 ? ` · ${frames.droppedByWorker} dropped` : ''}
    </p>
  );
}
