import type { JSX } from 'preact';
import { isSaturated, steadyVolts } from '../outputs/output-drive.ts';
import { formatSi } from '../quantities/si.ts';
import type { OutputSum, Reach, Verdict } from './output-sum.ts';
import './output-sum.css';

/** Least voltage at the ends of the bar [V]. */
const BAR_END = 1.5;

const VERDICTS: Readonly<Record<Verdict, { readonly mark: string; readonly word: string }>> = {
  within: { mark: '✓', word: 'cannot saturate' },
  reaches: { mark: '◐', word: 'can just reach 1 V' },
  depends: { mark: '◐', word: 'can saturate, if what is demodulated is large' },
  beyond: { mark: '▲', word: 'can saturate' },
};

/** What sums into an output, the most that each part can give, and what is left up to 1 V. */
export function OutputSumCard({
  sum,
  volts,
}: {
  readonly sum: OutputSum;
  /** Present value [V]; null before it has been read. */
  readonly volts: number | null;
}): JSX.Element {
  const { output, contributions, headroom, verdict } = sum;
  const label = output.toUpperCase();
  const { mark, word } = VERDICTS[verdict];
  return (
    <section class="output-sum" aria-label={`Sum of ${label}`}>
      <h3>
        {label} <span class="value now-volts">{volts === null ? '–' : steadyVolts(volts)}</span>
        {volts !== null && isSaturated(volts) ? <strong class="clipped"> ▲ saturated now</strong> : null}
      </h3>
      <p class={`verdict ${verdict}`}>
        <span aria-hidden="true">{mark}</span> {word}
        {': '}
        {headroom < 0
          ? `up to ${formatSi(-headroom, 'V', 3)} beyond 1 V`
          : `${formatSi(headroom, 'V', 3)} of headroom`}
      </p>
      <Bar sum={sum} volts={volts} label={label} />
      {contributions.length === 0 ? (
        <p class="nothing">Nothing drives {label}.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">module</th>
              <th scope="col">can give</th>
              <th scope="col">by</th>
            </tr>
          </thead>
          <tbody>
            {contributions.map((part) => (
              <tr key={part.module}>
                <th scope="row">{part.module}</th>
                <td class="reach">{reachText(part)}</td>
                <td class="basis">{part.basis}</td>
              </tr>
            ))}
            {contributions.length > 1 ? (
              <tr class="total">
                <th scope="row">sum</th>
                <td class="reach">{reachText(sum)}</td>
                <td class="basis">clipped at ±1 V</td>
              </tr>
            ) : null}
          </tbody>
        </table>
      )}
    </section>
  );
}

function reachText({ low, high }: Reach): string {
  const text = (volts: number): string => formatSi(volts, 'V', 3).replace('-', '\u2212');
  if (low === high) return text(low);
  return low === -high ? `±${formatSi(high, 'V', 3)}` : `${text(low)} to ${text(high)}`;
}

function Bar({
  sum: { low, high, verdict },
  volts,
  label,
}: {
  readonly sum: OutputSum;
  readonly volts: number | null;
  readonly label: string;
}): JSX.Element {
  const end = Math.max(BAR_END, -low, high);
  const place = (at: number): number => 150 + (at / end) * 146;
  const inside = { low: Math.max(-1, low), high: Math.min(1, high) };
  const pieces = [
    { name: 'too-much', from: low, to: -1 },
    { name: 'filled', from: inside.low, to: inside.high },
    { name: 'too-much', from: 1, to: high },
  ];
  return (
    <svg
      class={`sum-bar ${verdict}`}
      viewBox="0 0 300 44"
      role="img"
      aria-label={`${label} can be ${reachText({ low, high })}; it has ±1 V`}
    >
      <rect class="range" x={place(-1)} y={10} width={place(1) - place(-1)} height={14} />
      {pieces.map(({ name, from, to }) =>
        to > from ? (
          <rect
            key={`${name} ${from}`}
            class={name}
            x={place(from)}
            y={10}
            width={Math.max(1, place(to) - place(from))}
            height={14}
          />
        ) : null,
      )}
      {volts === null ? null : (
        <path class="now" d={`M ${place(volts)} 10 l -5 -8 h 10 z M ${place(volts)} 10 v 14`} />
      )}
      {[-1, 0, 1].map((tick) => (
        <g key={tick} class="tick">
          <path d={`M ${place(tick)} 24 v 4`} />
          <text x={place(tick)} y={40} text-anchor="middle">
            {tick === 0 ? '0' : `${tick < 0 ? '\u2212' : '+'}1 V`}
          </text>
        </g>
      ))}
    </svg>
  );
}
