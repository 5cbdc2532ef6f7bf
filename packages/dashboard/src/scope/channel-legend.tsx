import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';

const CHANNELS = [
  { index: 0, number: 1, style: 'ch1', input: 'input1', shape: 'M0 7H28M8 11H20L14 3Z' },
  { index: 1, number: 2, style: 'ch2', input: 'input2', shape: 'M0 7H28M10 3H18V11H10Z' },
] as const;

/** What each trace is: how it is drawn, which signal it shows. A press hides or shows it. */
export function ChannelLegend(): JSX.Element {
  const { board, scope } = useDashboard();
  const settings = board.settings('scope').value;
  const { channels } = scope.axes;
  return (
    <div class="channel-legend">
      {CHANNELS.map(({ index, number, style, input, shape }) => {
        const shown = channels.value[index];
        return (
          <button
            key={style}
            type="button"
            class={style}
            aria-pressed={shown}
            title={`${shown ? 'Hide' : 'Show'} channel ${number} on this page`}
            onClick={() => {
              const [first, second] = channels.value;
              channels.value = index === 0 ? [!first, second] : [first, !second];
            }}
          >
            <svg viewBox="0 0 28 14" width="28" height="14" aria-hidden="true">
              <path d={shape} />
            </svg>
            {`Ch ${number}: ${settings?.[input] ?? '–'} [V]`}
          </button>
        );
      })}
    </div>
  );
}
