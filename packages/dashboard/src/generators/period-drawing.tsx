import type { JSX } from 'preact';
import { type PeriodSettings, period } from './period.ts';

/** Sizes of the drawing; 1 V above and below the middle, and a little more. */
const WIDTH = 96;
const HEIGHT = 48;
const VOLT = 20;

const y = (volts: number): number => HEIGHT / 2 - VOLT * volts;

/** A small drawing of one period as it leaves the output, between -1 V and 1 V. */
export function PeriodDrawing({ settings }: { readonly settings: PeriodSettings }): JSX.Element {
  const volts = period(settings);
  const line = volts?.map((value, index) => {
    const limited = Math.min(1, Math.max(-1, value));
    return `${index === 0 ? 'M' : 'L'}${((index * WIDTH) / volts.length).toFixed(1)} ${y(limited).toFixed(1)}`;
  });
  return (
    <svg
      class="period-drawing value"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={
        line === undefined
          ? 'No drawing of this shape.'
          : `One period of ${settings.waveform}, limited to 1 V.`
      }
    >
      {[-1, 0, 1].map((level) => (
        <line
          key={level}
          class={level === 0 ? 'zero' : 'limit'}
          x1="0"
          x2={WIDTH}
          y1={y(level)}
          y2={y(level)}
        />
      ))}
      {line === undefined ? (
        <text x={WIDTH / 2} y={HEIGHT / 2 - 4} text-anchor="middle">
          {settings.waveform ?? 'unknown'}
        </text>
      ) : (
        <path d={line.join('')} />
      )}
    </svg>
  );
}
