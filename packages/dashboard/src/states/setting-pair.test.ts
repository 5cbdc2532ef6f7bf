import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingPair } from './setting-pair.ts';

describe('settingPair', () => {
  it('is short where that is enough', () => {
    expect(settingPair(0.1, 0.2, 'V')).toEqual(['100 mV', '200 mV']);
    expect(settingPair('in1', 'in2', '1')).toEqual(['in1', 'in2']);
    expect(settingPair(null, true, '1')).toEqual(['unknown', 'yes']);
  });

  it('shows that values differ, however little', () => {
    expect(settingPair(1000.0076, 1000.0077, 'Hz')).toEqual(['1.0000076 kHz', '1.0000077 kHz']);
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.array(fc.integer()));
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other) && !(one === 0 && other === 0));
        const [text, otherText] = settingPair(one, other, 'Hz');
        expect(text).not.toBe(otherText);
      }),
    );
  });
});
