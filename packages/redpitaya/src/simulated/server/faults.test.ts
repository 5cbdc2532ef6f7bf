import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, Faults, type Step } from './faults.ts';

const joined = (steps: readonly Step[]): number[] =>
  steps.flatMap((step) => (step.kind === 'bytes' ? [...step.bytes] : []));

/** Passes bytes 0, 1, 2, ... of a direction in chunks of the given lengths. */
function passAll(faults: Faults, lengths: readonly number[]): Step[] {
  let next = 0;
  return lengths.flatMap((length) => {
    const chunk = Uint8Array.from({ length }, () => next++ & 0xff);
    return [...faults.pass('reply', chunk)];
  });
}

describe('Faults', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });

  it('strikes exactly the byte it was aimed at, however the stream is cut', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.nat(60),
        fc.constantFrom('drop', 'corrupt', 'truncate', 'reset'),
        (cuts, after, kind) => {
          const total = cuts.reduce((sum, length) => sum + length, 0);
          const fault: Fault =
            kind === 'corrupt'
              ? { kind, direction: 'reply', after, bit: 3 }
              : { kind, direction: 'reply', after };
          const faults = new Faults([fault]);
          const steps = passAll(faults, cuts);
          const whole = Array.from({ length: total }, (_, index) => index);
          const struck = after < total;
          expect(faults.struck).toBe(struck ? 1 : 0);
          if (!struck) {
            expect(joined(steps)).toEqual(whole);
          } else if (kind === 'drop') {
            expect(joined(steps)).toEqual(whole.toSpliced(after, 1));
          } else if (kind === 'corrupt') {
            expect(joined(steps)).toEqual(whole.with(after, after ^ 8));
          } else {
            const end = steps.findIndex((step) => step.kind === 'cut');
            expect(joined(steps.slice(0, end))).toEqual(whole.slice(0, after));
          }
        },
      ),
    );
  });

  it('does not touch the other direction', () => {
    const faults = new Faults([{ kind: 'drop', direction: 'reply', after: 0 }]);
    expect(joined(faults.pass('request', Uint8Array.of(7)))).toEqual([7]);
    expect(faults.armed).toBe(1);
  });

  it('counts from the moment of the injection, and strikes once', () => {
    const faults = new Faults();
    passAll(faults, [5]);
    faults.inject({ kind: 'drop', direction: 'reply', after: 1 });
    expect(joined(faults.pass('reply', Uint8Array.of(10, 11, 12)))).toEqual([10, 12]);
    expect(joined(faults.pass('reply', Uint8Array.of(13, 14)))).toEqual([13, 14]);
  });

  it('lets two faults of neighbouring bytes both strike', () => {
    const faults = new Faults([
      { kind: 'drop', direction: 'reply', after: 1 },
      { kind: 'drop', direction: 'reply', after: 2 },
    ]);
    expect(joined(faults.pass('reply', Uint8Array.of(0, 1, 2, 3)))).toEqual([0, 3]);
  });

  it('strikes at random as often as its rate says, and the same way for the same seed', () => {
    const strikes = (seed: number): number => {
      const faults = new Faults([{ kind: 'random', rate: 0.01, seed }]);
      for (let sent = 0; sent < 100; sent += 1) faults.pass('reply', new Uint8Array(1000));
      return faults.struck;
    };
    // A cut ends its chunk: of 1000 bytes, on average about 250 pass before one.
    expect(strikes(1)).toBeGreaterThan(150);
    expect(strikes(1)).toBeLessThan(1200);
    expect(strikes(1)).toBe(strikes(1));
    expect(strikes(1)).not.toBe(strikes(2));
  });
});
