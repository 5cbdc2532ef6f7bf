import type { NumericArray } from '@pyrpl-mux/client';

/** `offset + amplitude sin(2 pi f t + phase)`, by least squares. */
export interface Sine {
  readonly amplitude: number;
  /** [rad], at the first sample. */
  readonly phase: number;
  readonly offset: number;
  /** Rms of what is left. */
  readonly residual: number;
}

/** Solves `matrix x = right` for three unknowns by Cramer's rule. */
function solve(matrix: readonly number[], right: readonly number[]): [number, number, number] {
  const determinant = (columns: readonly (readonly number[])[]): number => {
    const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = [], [g = 0, h = 0, i = 0] = []] = columns;
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  };
  const columns = [0, 1, 2].map((column) => [0, 1, 2].map((row) => matrix[3 * row + column] ?? 0));
  const whole = determinant(columns);
  const part = (column: number): number =>
    determinant(columns.map((values, index) => (index === column ? right : values))) / whole;
  return [part(0), part(1), part(2)];
}

/**
 * Fits a sine of known frequency.
 *
 * @param samples - at equal distances
 * @param period - of the sine, in samples
 */
export function fitSine(samples: NumericArray, period: number): Sine {
  const omega = (2 * Math.PI) / period;
  const matrix = new Array<number>(9).fill(0);
  const right = [0, 0, 0];
  samples.forEach((sample: number, index: number) => {
    const basis = [Math.sin(omega * index), Math.cos(omega * index), 1];
    for (let row = 0; row < 3; row += 1) {
      const weight = basis[row] ?? 0;
      right[row] = (right[row] ?? 0) + weight * sample;
      for (let column = 0; column < 3; column += 1) {
        matrix[3 * row + column] = (matrix[3 * row + column] ?? 0) + weight * (basis[column] ?? 0);
      }
    }
  });
  const [inPhase, quadrature, offset] = solve(matrix, right);
  let squares = 0;
  samples.forEach((sample: number, index: number) => {
    const fitted = inPhase * Math.sin(omega * index) + quadrature * Math.cos(omega * index) + offset;
    squares += (sample - fitted) ** 2;
  });
  return {
    amplitude: Math.hypot(inPhase, quadrature),
    phase: Math.atan2(quadrature, inPhase),
    offset,
    residual: Math.sqrt(squares / samples.length),
  };
}

/** The angle between -pi and pi that differs from `angle` by whole turns. */
export function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

/**
 * Frequency of a sine from how its phase drifts against an expected one between the halves of a trace.
 *
 * @param step - time between samples [s]
 * @param expected - [Hz], off by less than one period per trace
 */
export function measureFrequency(samples: NumericArray, step: number, expected: number): number {
  const half = Math.floor(samples.length / 2);
  const period = 1 / (expected * step);
  const first = fitSine(samples.slice(0, half), period);
  const second = fitSine(samples.slice(half, 2 * half), period);
  const drift = wrapAngle(second.phase - first.phase - (2 * Math.PI * half) / period);
  return expected + drift / (2 * Math.PI * half * step);
}
