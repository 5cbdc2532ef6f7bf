import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { useRepeatedRead } from '../polling/use-repeated-read.ts';
import { formatSi } from '../quantities/si.ts';
import { useSeen } from '../visibility/use-seen.ts';
import { SampleHistory } from './sample-history.ts';
import { fullScale, SAMPLED_SIGNALS, type SampledSignal } from './signals.ts';

/** Milliseconds between readings: five a second or so. */
const INTERVAL = 190;

/** Milliseconds that the small lines show. */
const SPAN = 30_000;

/** Size of a small line. */
const WIDTH = 90;
const HEIGHT = 18;

/** Digits of the converters: a step is 0.12 mV of 1 V. */
const DIGITS = 4;

/** Part of the full scale that the small lines show at least over their height. */
const LEAST = 0.01;

/** Two tables, side by side where there is room. */
const TABLES = [SAMPLED_SIGNALS.slice(0, 8), SAMPLED_SIGNALS.slice(8)];

/** The present value of every signal, read in one burst several times a second while it is seen. */
export function SampledSignals(): JSX.Element {
  const { link } = useDashboard();
  const element = useRef<HTMLDivElement>(null);
  const seen = useSeen(element);
  const histories = useRef<ReadonlyMap<SampledSignal, SampleHistory> | null>(null);
  histories.current ??= new Map(SAMPLED_SIGNALS.map((signal) => [signal, new SampleHistory(SPAN)]));
  const kept = histories.current;
  const sampled = useRepeatedRead(seen && link.live.value, INTERVAL, async () => {
    const answer = await link.command('sampler_read', { channels: [...SAMPLED_SIGNALS] });
    const values = Array.isArray(answer) ? answer : [answer];
    const time = performance.now();
    return new Map(
      SAMPLED_SIGNALS.flatMap((signal, index): [SampledSignal, number][] => {
        const value = values[index];
        if (value === undefined) return [];
        kept.get(signal)?.add(time, value);
        return [[signal, value]];
      }),
    );
  });
  const values = sampled.reading.value;
  const ranges = link.greeting.value?.board.input_range;
  return (
    <>
      {sampled.problem.value === null ? null : <p class="warning">{sampled.problem.value}</p>}
      <div ref={element} class="sampled-tables">
        {TABLES.map((signals) => (
          <table key={signals[0]} class="sampled">
            <thead class="visually-hidden">
              <tr>
                <th scope="col">Signal</th>
                <th scope="col">Value</th>
                <th scope="col">Of its full scale</th>
                <th scope="col">Last 30 s</th>
              </tr>
            </thead>
            <tbody>
              {signals.map((signal) => (
                <Row
                  key={signal}
                  signal={signal}
                  value={values?.get(signal) ?? null}
                  scale={fullScale(signal, ranges)}
                  history={kept.get(signal)}
                />
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </>
  );
}

interface RowProps {
  readonly signal: SampledSignal;
  readonly value: number | null;
  readonly scale: number;
  readonly history: SampleHistory | undefined;
}

function Row({ signal, value, scale, history }: RowProps): JSX.Element {
  const part = value === null ? 0 : Math.min(1, Math.max(-1, value / scale));
  const range = history?.range ?? null;
  return (
    <tr>
      <th scope="row">{signal}</th>
      <td class="reading value">{value === null ? '–' : formatSi(value, 'V', DIGITS)}</td>
      <td class="bar" title={`Full scale is ${formatSi(scale, 'V')}.`}>
        <div class={Math.abs(part) === 1 ? 'track full' : 'track'}>
          <span
            class="fill value"
            style={{
              left: `${(50 + 50 * Math.min(0, part)).toFixed(1)}%`,
              width: `${(50 * Math.abs(part)).toFixed(1)}%`,
            }}
          />
        </div>
      </td>
      <td
        class="line"
        title={
          range === null
            ? ''
            : `From ${formatSi(range.low, 'V', DIGITS)} to ${formatSi(range.high, 'V', DIGITS)} in the last 30 s.`
        }
      >
        <svg class="value" viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} aria-hidden="true">
          <path d={history?.line(WIDTH, HEIGHT, LEAST * scale) ?? ''} />
        </svg>
      </td>
    </tr>
  );
}
