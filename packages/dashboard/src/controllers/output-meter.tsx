import type { JSX } from 'preact';
import { formatSi } from '../quantities/si.ts';
import { limitReached, placeBetween } from './limits.ts';

/** What an {@link OutputMeter} shows, all in V. */
export interface OutputMeterProps {
  readonly output: number | null;
  readonly min: number;
  readonly max: number;
}

/** Where the output of a controller stands between its limits, and a word where it is at one. */
export function OutputMeter({ output, min, max }: OutputMeterProps): JSX.Element {
  const limit = output === null ? null : limitReached(output, min, max);
  const text = output === null ? 'not read yet' : formatSi(output, 'V', 3);
  return (
    <div class={limit === null ? 'output-meter' : 'output-meter at-limit'}>
      <span class="label">Output</span>
      <div class="track" role="img" aria-label={`Between its limits: ${text}.`}>
        {output === null ? null : (
          <span
            class="mark value"
            style={{ left: `${(100 * placeBetween(output, min, max)).toFixed(2)}%` }}
          />
        )}
      </div>
      <output class="value">{text}</output>
      <span class="word value">{limit === null ? '' : `▲ at its ${limit} limit`}</span>
    </div>
  );
}
