import { formatNumber, ValueOutOfRangeError } from '../registers/errors.ts';
import {
  add,
  type Complex,
  conjugate,
  divide,
  exponential,
  magnitude,
  multiply,
  scale,
  subtract,
} from './complex.ts';

/** A filter of the form gain x product(s - zero) / product(s - pole), scaled to `gain` at low frequency. */
export interface IirFilter {
  /** [Hz]; missing conjugates are added. */
  readonly zeros: readonly Complex[];
  /** [Hz], with negative real parts; missing conjugates are added. */
  readonly poles: readonly Complex[];
  readonly gain: number;
}

/** One section of second order: y = b0 x[n] + b1 x[n-1] + a1 y[n-1] + a2 y[n-2]. The filter is the sum of all. */
export type IirSection = readonly [b0: number, b1: number, a1: number, a2: number];

/** Clock cycles of the shortest sample of the filter. */
export const MIN_LOOPS = 3;

/** Sections that the board has (red_pitaya_iir_block.v). */
export const MAX_SECTIONS = 14;

/** Distance [Hz] up to which a given root counts as the conjugate of another. */
const CONJUGATE_TOLERANCE = 1e-3;

/** A real root, or one of a pair of conjugates. */
interface Root {
  readonly value: Complex;
  readonly isReal: boolean;
}

/** Real roots, and one of each pair of conjugates: last given first, which is PyRPL's order of the sections. */
function pairRoots(given: readonly Complex[]): Root[] {
  const left = [...given];
  const roots: Root[] = [];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    const isReal = value[1] === 0;
    roots.push({ value, isReal });
    if (isReal) continue;
    const partner = conjugate(value);
    const found = left.findIndex((other) => magnitude(subtract(other, partner)) < CONJUGATE_TOLERANCE);
    if (found >= 0) left.splice(found, 1);
  }
  return roots;
}

const bothOf = (roots: readonly Root[]): Complex[] =>
  roots.flatMap(({ value, isReal }) => (isReal ? [value] : [value, conjugate(value)]));

const countOf = (roots: readonly Root[]): number =>
  roots.reduce((count, { isReal }) => count + (isReal ? 1 : 2), 0);

const show = ([re, im]: Complex): string =>
  im === 0 ? formatNumber(re) : `[${formatNumber(re)}, ${formatNumber(im)}]`;

/**
 * How many sections a filter takes: one per pair of poles, one for the direct term if there are as many zeros as poles,
 * and one for each pole that zeros in excess need. The board works out one section per clock cycle, so a sample takes as
 * many cycles at least.
 *
 * @throws ValueOutOfRangeError if the board has not as many
 */
export function sectionsNeeded({ zeros, poles }: Pick<IirFilter, 'zeros' | 'poles'>): number {
  const [zeroCount, poleCount] = [countOf(pairRoots(zeros)), countOf(pairRoots(poles))];
  const excess = zeroCount - poleCount;
  const needed = Math.ceil(poleCount / 2) + (excess >= 0 ? excess + 1 : 0);
  if (needed <= MAX_SECTIONS) return needed;
  const range = `few enough for the board's ${MAX_SECTIONS} sections, and with ${zeroCount} zeros and ${poleCount} poles, conjugates counted, they need ${needed}`;
  throw new ValueOutOfRangeError('poles', `[${poles.map(show).join(', ')}]`, range, 'Hz');
}

function checkRoots(parameter: 'zeros' | 'poles', roots: readonly Complex[], sampleRate: number): void {
  for (const root of roots) {
    const [re, im] = root;
    if (parameter === 'poles' && !(re < 0)) {
      const range = 'with a real part below 0, for the filter would be unstable';
      throw new ValueOutOfRangeError(parameter, show(root), range, 'Hz');
    }
    if (!(Number.isFinite(re) && Math.abs(im) < sampleRate / 2)) {
      const range = `finite, with an imaginary part below ${formatNumber(sampleRate / 2)} Hz, half the sample rate that loops make`;
      throw new ValueOutOfRangeError(parameter, show(root), range, 'Hz');
    }
  }
}

/** Real poles [Hz] that zeros in excess need: at half the sample rate, at half of that, and so on. */
function addedPoles(excess: number, sampleRate: number): Root[] {
  return Array.from({ length: Math.max(0, excess) }, (_, index): Root => {
    return { value: [-sampleRate / 2 ** (index + 1), 0], isReal: true };
  });
}

/**
 * What PyRPL's gain has to be multiplied by, where the numbers of zeros and poles differ: PyRPL leaves out the factor
 * T^(poles - zeros) of its mapping, and takes the poles that it adds as slow compared with the sample rate.
 *
 * @param period of the filter's samples, T [s]
 */
export function gainCorrection({ zeros, poles }: Pick<IirFilter, 'zeros' | 'poles'>, period: number): number {
  const excess = countOf(pairRoots(zeros)) - countOf(pairRoots(poles));
  return addedPoles(excess, 1 / period).reduce((factor, { value: [pole] }) => {
    const decay = 2 * Math.PI * pole * period;
    return (factor * Math.expm1(decay)) / decay;
  }, period ** Math.max(0, -excess));
}

/** Factor before product(s - zero) / product(s - pole) that makes it `gain` at low frequency; roots in rad/s. */
function leadingFactor(zeros: readonly Complex[], poles: readonly Complex[], gain: number): number {
  const ofPoles = poles.reduce((factor, pole) => factor * magnitude(pole), gain);
  return zeros.reduce((factor, zero) => (magnitude(zero) === 0 ? factor : factor / magnitude(zero)), ofPoles);
}

/** The numerator of 1 / (z - pole) in the partial fractions of k product(z - zero) / product(z - pole). */
function residue(zeros: readonly Complex[], poles: readonly Complex[], index: number, k: number): Complex {
  const pole = poles[index] ?? [0, 0];
  let value: Complex = [k, 0];
  // Multiplied and divided by turns, lest it overflow.
  for (const [other, otherPole] of poles.entries()) {
    const zero = zeros[other];
    if (zero !== undefined) value = multiply(value, subtract(pole, zero));
    if (other === index) continue;
    const distance = subtract(pole, otherPole);
    if (distance[0] === 0 && distance[1] === 0) {
      const range = 'different from each other, for equal poles have no partial fractions';
      throw new ValueOutOfRangeError('poles', 'two that are equal', range, '1');
    }
    value = divide(value, distance);
  }
  return value;
}

const conjugatesSection = (r: Complex, pole: Complex): IirSection => [
  2 * r[0],
  -2 * multiply(r, conjugate(pole))[0],
  2 * pole[0],
  -(magnitude(pole) ** 2),
];

function realSection([r1, pole1]: FirstOrder, [r2, pole2]: FirstOrder): IirSection {
  return [r1 + r2, -r1 * pole2 - r2 * pole1, pole1 + pole2, -pole1 * pole2];
}

type FirstOrder = readonly [residue: number, pole: number];

/** How fast a section's fastest pole moves; nothing is faster than none. */
const speed = (poles: readonly Complex[]): number =>
  Math.max(
    ...poles.map(([re, im]) => {
      const size = Math.hypot(re, im);
      return size === 0 ? 0 : Math.hypot(Math.log(size), Math.atan2(im, re));
    }),
  );

/**
 * Designs a filter for the board as PyRPL does (iir_theory.py): each zero and pole is mapped to z = exp(s T), and the
 * partial fractions are collected in sections, the fastest first, for the first has the least delay.
 *
 * PyRPL's gain is corrected where the numbers of zeros and poles differ: see {@link gainCorrection}. PyRPL also takes
 * 1 / (z - pole) as 1 / (1 - pole z^-1), a sample too early. That is no difference where poles are slow compared with
 * the sample rate, as those given have to be for the filter to be like the analogue one; but of the poles that it adds
 * the filter would not have its zeros. So these have a section each, with the delay.
 *
 * @param period of the filter's samples, T [s]
 * @throws ValueOutOfRangeError for a filter that is unstable, that has equal poles, or whose zeros or poles are beyond
 * half the sample rate
 */
export function designIir({ zeros, poles, gain }: IirFilter, period: number): IirSection[] {
  const sampleRate = 1 / period;
  checkRoots('zeros', zeros, sampleRate);
  checkRoots('poles', poles, sampleRate);
  const zeroRoots = pairRoots(zeros);
  const givenPoles = pairRoots(poles);
  const poleRoots = [...givenPoles, ...addedPoles(countOf(zeroRoots) - countOf(givenPoles), sampleRate)];
  const angular = (roots: readonly Complex[]): Complex[] => roots.map((root) => scale(root, 2 * Math.PI));
  const allZeros = angular(bothOf(zeroRoots));
  const allPoles = angular(bothOf(poleRoots));
  const k = leadingFactor(allZeros, allPoles, gain) * gainCorrection({ zeros, poles }, period);

  const discrete = (roots: readonly Complex[]): Complex[] =>
    roots.map((root) => exponential(scale(root, period)));
  const discreteZeros = discrete(allZeros);
  const discretePoles = discrete(allPoles);

  const ranked: { readonly rank: number; readonly section: IirSection }[] = [];
  const real: FirstOrder[] = [];
  let index = 0;
  for (const { isReal } of poleRoots) {
    const pole = discretePoles[index] ?? [0, 0];
    const r = residue(discreteZeros, discretePoles, index, k);
    if (index >= countOf(givenPoles)) {
      ranked.push({ rank: speed([pole]), section: [0, r[0], pole[0], 0] });
    } else if (isReal) real.push([r[0], pole[0]]);
    else {
      const partner = residue(discreteZeros, discretePoles, index + 1, k);
      const mean = scale(add(r, conjugate(partner)), 0.5);
      ranked.push({ rank: speed([pole]), section: conjugatesSection(mean, pole) });
    }
    index += isReal ? 1 : 2;
  }
  for (let first = 0; first < real.length; first += 2) {
    const [one = [0, 0], two = [0, 0]] = real.slice(first, first + 2);
    const rank = speed([
      [one[1], 0],
      [two[1], 0],
    ]);
    ranked.push({ rank, section: realSection(one, two) });
  }
  if (allZeros.length === allPoles.length && k !== 0) {
    ranked.push({ rank: Number.POSITIVE_INFINITY, section: [k, 0, 0, 0] });
  }
  const isEmpty = ([b0, b1]: IirSection): boolean => b0 === 0 && b1 === 0;
  return ranked
    .map(({ rank, section }) => ({ rank: isEmpty(section) ? 0 : rank, section }))
    .sort((left, right) => right.rank - left.rank)
    .map(({ section }) => section);
}
