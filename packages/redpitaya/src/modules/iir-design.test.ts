import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { type Complex, divide, magnitude, multiply, scale, subtract } from './complex.ts';
import { designIir, gainCorrection, type IirFilter, type IirSection, sectionsNeeded } from './iir-design.ts';
import { coefficientWords, decodeSections, encodeSections } from './iir-registers.ts';
import { iirResponse } from './iir-response.ts';
import golden from './testing/iir-golden.json' with { type: 'json' };

const CLOCK = 125e6;
const pairs = (values: readonly (readonly number[])[]): Complex[] =>
  values.map(([re = 0, im = 0]) => [re, im]);

function design(filter: IirFilter, loops: number): IirSection[] {
  return encodeSections(filter, loops, designIir(filter, loops / CLOCK));
}

/** The analogue filter, evaluated from its zeros and poles; low-frequency gain as asked for. */
function analogue({ zeros, poles, gain }: IirFilter, frequency: number): Complex {
  const complete = (roots: readonly Complex[]): Complex[] =>
    roots.flatMap(([re, im]): Complex[] =>
      im === 0
        ? [[re, im]]
        : [
            [re, im],
            [re, -im],
          ],
    );
  const s: Complex = [0, frequency];
  let value: Complex = [gain, 0];
  for (const zero of complete(zeros)) value = scale(multiply(value, subtract(s, zero)), 1 / magnitude(zero));
  for (const pole of complete(poles)) value = scale(divide(value, subtract(s, pole)), magnitude(pole));
  return value;
}

describe.each(Object.entries(golden.cases))("PyRPL's filter: %s", (_, expected) => {
  const filter = { zeros: pairs(expected.zeros), poles: pairs(expected.poles), gain: expected.gain };
  const codes = design(filter, expected.loops);

  it('has the codes of its coefficients', () => {
    expect(codes).toEqual(expected.codes);
  });

  it('has its predicted response', () => {
    const response = iirResponse(
      {
        coefficients: decodeSections(codes),
        loops: expected.loops,
        input_filter: expected.input_filter,
      },
      golden.frequencies,
    );
    for (const [index, value] of response.entries()) {
      const [re = 0, im = 0] = expected.response[index] ?? [];
      expect(magnitude(subtract(value, [re, im]))).toBeLessThan(1e-9 * (1 + Math.hypot(re, im)));
    }
  });
});

describe('a filter whose numbers of zeros and poles differ', () => {
  const filters: readonly (readonly [string, IirFilter, number])[] = [
    ['one zero', { zeros: [[-10e3, 0]], poles: [], gain: 0.01 }, 100],
    [
      'three zeros and a pole',
      {
        zeros: [
          [-50e3, 0],
          [-30e3, 40e3],
        ],
        poles: [[-90e3, 0]],
        gain: 1e-4,
      },
      60,
    ],
    ['one pole', { zeros: [], poles: [[-10e3, 0]], gain: 1 }, 10],
    [
      'two poles',
      {
        zeros: [],
        poles: [
          [-10e3, 0],
          [-20e3, 0],
        ],
        gain: -3,
      },
      10,
    ],
    ['a resonance', { zeros: [], poles: [[-500, 20e3]], gain: 0.5 }, 10],
    ['a resonance and a real zero', { zeros: [[-5e3, 0]], poles: [[-2e3, 20e3]], gain: 0.2 }, 10],
    [
      'four poles and a zero',
      {
        zeros: [[-3e3, 0]],
        poles: [
          [-500, 20e3],
          [-700, 9e3],
        ],
        gain: 1,
      },
      20,
    ],
  ];

  it.each(filters)('has the gain that was asked for: %s', (_, filter, loops) => {
    const coefficients = decodeSections(design(filter, loops));
    for (const frequency of [0, 10, 1e3, 5e3]) {
      const [found = [0, 0]] = iirResponse({ coefficients, loops, input_filter: 0 }, [frequency]);
      const wanted = analogue(filter, frequency);
      expect(magnitude(found)).toBeGreaterThan(0.95 * magnitude(wanted));
      expect(magnitude(found)).toBeLessThan(1.05 * magnitude(wanted));
    }
  });

  it("is corrected by nothing but a factor to PyRPL's gain", () => {
    const pair: IirFilter['zeros'] = [[-1, 1]];
    expect(gainCorrection({ zeros: pair, poles: pair }, 80e-9)).toBe(1);
    expect(gainCorrection({ zeros: [], poles: pair }, 80e-9)).toBeCloseTo(6.4e-15, 25);
    expect(gainCorrection({ zeros: [[-1, 0]], poles: [] }, 80e-9)).toBeCloseTo(
      (1 - Math.exp(-Math.PI)) / Math.PI,
      12,
    );
  });

  it('takes one pole at -10 kHz to b0 = 0.00503, not 62832', () => {
    const [[b0] = [0]] = designIir({ zeros: [], poles: [[-10e3, 0]], gain: 1 }, 80e-9);
    expect(b0).toBeCloseTo(0.005027, 6);
  });
});

describe('the words of the coefficients', () => {
  it('are 112, of which each second is 0, as PyRPL writes them', () => {
    const filter: IirFilter = { zeros: [[-3e3, 1e5]], poles: [[-3e3, 5e4]], gain: 0.5 };
    const words = coefficientWords(design(filter, 10));
    const used = [0x0402_c327, 0, 0, 0, 0, 0, 0, 0, 0x0001_f136, 0, 0, 0, 0x3fe2_254b, 0, 0xe018_ab55, 0];
    expect([...words]).toEqual([...used, ...Array.from({ length: 96 }, () => 0)]);
  });
});

describe('a filter with a zero at 0 Hz', () => {
  it('lets nothing constant through', () => {
    const filter: IirFilter = { zeros: [[0, 0]], poles: [[-10e3, 0]], gain: 1e-5 };
    const coefficients = decodeSections(design(filter, 10));
    const [constant = [1, 0]] = iirResponse({ coefficients, loops: 10, input_filter: 0 }, [0]);
    expect(magnitude(constant)).toBeLessThan(0.01 * Math.abs(coefficients[0]?.[0] ?? 0));
  });
});

describe('sections', () => {
  it('are counted with the one for the direct term', () => {
    expect(sectionsNeeded({ zeros: [], poles: [] })).toBe(1);
    expect(sectionsNeeded({ zeros: [], poles: [[-1, 0]] })).toBe(1);
    expect(sectionsNeeded({ zeros: [], poles: [[-1, 1]] })).toBe(1);
    expect(sectionsNeeded({ zeros: [[-1, 1]], poles: [[-2, 1]] })).toBe(2);
    // Five real poles take three sections, and the direct term one: PyRPL works out only three in as many loops.
    const five = [1, 2, 3, 4, 5].map((value): Complex => [-value, 0]);
    expect(sectionsNeeded({ zeros: five, poles: five })).toBe(4);
    const filter = {
      zeros: five.map(([re]): Complex => [re * 1.5e3, 0]),
      poles: five.map(([re]): Complex => [re * 1e3, 0]),
      gain: 0.1,
    };
    expect(design(filter, 10)).toHaveLength(4);
  });
});

describe('an impossible value is an error, never a silent clip', () => {
  const refused: readonly (readonly [string, IirFilter, number, string])[] = [
    ['an unstable pole', { zeros: [], poles: [[1, 5]], gain: 1 }, 10, 'the filter would be unstable'],
    ['a pole at 0', { zeros: [], poles: [[0, 0]], gain: 1 }, 10, 'the filter would be unstable'],
    [
      'equal poles',
      {
        zeros: [],
        poles: [
          [-9, 0],
          [-9, 0],
        ],
        gain: 1,
      },
      10,
      'different from each other',
    ],
    ['a pole above half the sample rate', { zeros: [], poles: [[-1, 7e6]], gain: 1 }, 10, 'below 6250000 Hz'],
    ['a zero above half the sample rate', { zeros: [[-1, 7e6]], poles: [], gain: 1 }, 10, 'below 6250000 Hz'],
    ['a gain beyond the coefficients', { zeros: [], poles: [], gain: 4 }, 10, 'at most 4 in size'],
    ['a gain of which nothing is left', { zeros: [], poles: [], gain: 1e-10 }, 10, 'multiples of 2^-29'],
    [
      'a pole that rounding makes unstable',
      { zeros: [[-1, 5]], poles: [[-1e-3, 1]], gain: 1 },
      3,
      'not stable any more',
    ],
    [
      'numbers beyond all bounds',
      {
        zeros: [
          [1e9, 0],
          [2e9, 0],
        ],
        poles: [[-1, 0]],
        gain: 1,
      },
      1023,
      'finite',
    ],
  ];

  it.each(refused)('%s', (_, filter, loops, reason) => {
    expect(() => design(filter, loops)).toThrow(ValueOutOfRangeError);
    expect(() => design(filter, loops)).toThrow(reason);
  });

  it('more than 14 sections', () => {
    const poles = Array.from({ length: 15 }, (_, index): Complex => [-1 - index, 1000]);
    expect(() => sectionsNeeded({ zeros: [], poles })).toThrow("the board's 14 sections");
  });

  it('the largest gain that an error names fits', () => {
    const filter: IirFilter = { zeros: [[-2e3, 3e4]], poles: [[-1e3, 2e4]], gain: 1e6 };
    const message = (() => {
      try {
        design(filter, 10);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    const bound = Number(/at most (\S+) in size/.exec(message)?.[1]);
    expect(() => design({ ...filter, gain: bound * 0.99999 }, 10)).not.toThrow();
    expect(() => design({ ...filter, gain: bound * 1.0001 }, 10)).toThrow('at most');
  });
});
