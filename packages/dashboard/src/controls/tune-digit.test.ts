import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tunableDigit, tuneDigit } from './tune-digit.ts';

/** Tunes where `|` stands; answers with the tuned digit in brackets. */
function tune(marked: string, steps: number): string | null {
  const caret = marked.indexOf('|');
  const tuned = tuneDigit(marked.replace('|', ''), caret, steps);
  if (tuned === null) return null;
  const { text, digit } = tuned;
  return `${text.slice(0, digit)}[${text.charAt(digit)}]${text.slice(digit + 1)}`;
}

describe('tuneDigit', () => {
  it.each([
    ['12|.5 kHz', 1, '1[3].5 kHz'],
    ['1|2.5 kHz', 1, '[2]2.5 kHz'],
    ['|12.5 kHz', 1, '[2]2.5 kHz'],
    ['12.|5 kHz', 1, '1[3].5 kHz'],
    ['12.5| kHz', 1, '12.[6] kHz'],
    ['12.5 kHz|', 1, '12.[6] kHz'],
    ['12.5| kHz', 10, '13.[5] kHz'],
    ['12.9| kHz', 1, '13.[0] kHz'],
    ['9|.5', 1, '1[0].5'],
    ['1|0.5', -1, '[0]0.5'],
    ['0|0.5', 1, '[1]0.5'],
    ['0|.5', -1, '-[0].5'],
    ['-0|.5', 1, '[0].5'],
    ['-3.2| mV', 1, '-3.[1] mV'],
    ['-3.2| mV', -1, '-3.[3] mV'],
    ['0| V', -1, '-[1] V'],
    ['1|e6', 1, '[2]e6'],
    ['.5|', 1, '0.[6]'],
    ['|.5', 1, '0.[6]'],
    ['5.|', 1, '[6]'],
    ['  7|', 1, '[8]'],
    ['+7|', 1, '[8]'],
    ['\u22127|', 1, '-[6]'],
    ['V|', 1, null],
    ['|', 1, null],
  ])('"%s" by %d is "%s"', (marked, steps, result) => {
    expect(tune(marked, steps)).toBe(result);
  });

  it('comes back to the same number by as many steps down as up', () => {
    const text = fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 999 }));
    fc.assert(
      fc.property(
        text,
        fc.nat({ max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        ([whole, part], caret, count) => {
          const before = `${whole}.${String(part).padStart(3, '0')} mV`;
          let text = before;
          let at = Math.min(caret, before.length);
          for (const step of [1, -1])
            for (let left = count; left > 0; left--) {
              const tuned = tuneDigit(text, at, step);
              if (tuned === null) throw new Error(`There is no digit in ${text}.`);
              ({ text } = tuned);
              at = tuned.digit + 1;
            }
          expect(Number.parseFloat(text) + 0).toBe(Number.parseFloat(before) + 0);
          expect(text.endsWith(' mV')).toBe(true);
        },
      ),
    );
  });
});

describe('tunableDigit', () => {
  it.each([
    // The caret behind the unit, or all selected: nothing was chosen.
    ['0 V', 3, 3, undefined, '0.000| V'],
    ['0 V', 0, 3, 1e-4, '0.000| V'],
    ['0 Hz', 4, 4, 0.1, '0.0| Hz'],
    ['1 V', 0, 3, 1e-4, '1.00| V'],
    ['20 kHz', 0, 6, 0.1, '20.0| kHz'],
    ['-12.5 mV', 8, 8, undefined, '-12.5| mV'],
    ['123.4567 Hz', 11, 11, undefined, '123.4567| Hz'],
    ['500 mV', 6, 6, undefined, '500| mV'],
    // A digit was chosen; that of a bare zero is no choice.
    ['1 V', 1, 1, undefined, '1| V'],
    ['12.5 kHz', 1, 2, undefined, '12|.5 kHz'],
    ['0 V', 1, 1, undefined, '0.000| V'],
    ['0.00 V', 3, 3, undefined, '0.0|0 V'],
    ['V', 1, 1, undefined, 'V|'],
  ])('"%s", selected from %d to %d: %s', (text, start, end, resolution, expected) => {
    const found = tunableDigit(text, start, end, resolution);
    expect(`${found.text.slice(0, found.caret)}|${found.text.slice(found.caret)}`).toBe(expected);
  });
});
