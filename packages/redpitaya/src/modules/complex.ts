/** A complex number. */
export type Complex = readonly [real: number, imaginary: number];

export const conjugate = ([re, im]: Complex): Complex => [re, -im];
export const magnitude = ([re, im]: Complex): number => Math.hypot(re, im);
export const scale = ([re, im]: Complex, factor: number): Complex => [re * factor, im * factor];
export const add = (left: Complex, right: Complex): Complex => [left[0] + right[0], left[1] + right[1]];
export const subtract = (left: Complex, right: Complex): Complex => [left[0] - right[0], left[1] - right[1]];

export const multiply = (left: Complex, right: Complex): Complex => [
  left[0] * right[0] - left[1] * right[1],
  left[0] * right[1] + left[1] * right[0],
];

/** Quotient by Smith's method, which does not overflow before its result does. */
export function divide([re, im]: Complex, [byRe, byIm]: Complex): Complex {
  if (Math.abs(byRe) >= Math.abs(byIm)) {
    const ratio = byIm / byRe;
    const denominator = byRe + byIm * ratio;
    return [(re + im * ratio) / denominator, (im - re * ratio) / denominator];
  }
  const ratio = byRe / byIm;
  const denominator = byRe * ratio + byIm;
  return [(re * ratio + im) / denominator, (im * ratio - re) / denominator];
}

/** e to the power of a complex number. */
export function exponential([re, im]: Complex): Complex {
  const size = Math.exp(re);
  return im === 0 ? [size, 0] : [size * Math.cos(im), size * Math.sin(im)];
}

/** The number on the unit circle at an angle [rad]. */
export const unit = (angle: number): Complex => [Math.cos(angle), Math.sin(angle)];
