import type { JSX } from 'preact';
import { formatSi } from '../quantities/si.ts';
import { phasorScale } from './phasor-scale.ts';

/** Radius of the circle in the drawing. */
const RADIUS = 40;

/** Quadratures as an arrow in a circle. */
export function Phasor({ i, q }: { readonly i: number; readonly q: number }): JSX.Element {
  const scale = phasorScale(Math.hypot(i, q));
  const x = (RADIUS * i) / scale;
  const y = (-RADIUS * q) / scale;
  return (
    <figure class="phasor">
      <svg
        class="value"
        viewBox="-46 -46 92 92"
        role="img"
        aria-label={`Phasor: i ${formatSi(i, 'V', 3)}, q ${formatSi(q, 'V', 3)}.`}
      >
        <circle class="scale" r={RADIUS} />
        <circle class="scale" r={RADIUS / 2} />
        <line class="scale" x1={-RADIUS} x2={RADIUS} y1="0" y2="0" />
        <line class="scale" x1="0" x2="0" y1={-RADIUS} y2={RADIUS} />
        <line class="arrow" x1="0" y1="0" x2={x.toFixed(2)} y2={y.toFixed(2)} />
        <circle class="tip" cx={x.toFixed(2)} cy={y.toFixed(2)} r="3" />
      </svg>
      <figcaption>circle: {formatSi(scale, 'V')}</figcaption>
    </figure>
  );
}
