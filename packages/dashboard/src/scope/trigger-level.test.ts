import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { keyStep, LevelDrag, roundLevel } from './trigger-level.ts';

/** Lets everything that is not waiting for the clock go on. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('LevelDrag', () => {
  it('has one command in flight, sends only the newest, and the last one last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 }),
        async (scheduler, levels) => {
          const clock = new ManualClock();
          const sent: { volts: number; final: boolean; at: number }[] = [];
          let inFlight = 0;
          const send = async (volts: number, final: boolean): Promise<void> => {
            expect(++inFlight).toBe(1);
            sent.push({ volts, final, at: clock.now() });
            await scheduler.schedule(Promise.resolve(), 'answer');
            inFlight--;
            if (!final && volts % 2 === 1) throw new Error('refused');
          };
          const drag = new LevelDrag(
            { passing: (volts) => send(volts, false), final: (volts) => send(volts, true) },
            clock,
          );
          const last = levels.at(-1) ?? 0;
          let answered = false;
          for (const volts of levels.slice(0, -1))
            void scheduler.schedule(Promise.resolve(), 'move').then(() => drag.move(volts));
          await scheduler.waitIdle();
          void drag.settle(last).then(() => {
            answered = true;
          });
          expect(drag.held.value).toBe(last);
          for (let turn = 0; turn < 2 * levels.length + 2; turn++) {
            await settled();
            await scheduler.waitIdle();
            clock.advance(30);
          }
          await settled();
          expect(answered).toBe(true);
          expect(drag.held.value).toBeNull();
          expect(sent.at(-1)).toMatchObject({ volts: last, final: true });
          expect(sent.filter(({ final }) => final)).toHaveLength(1);
          const order = sent.map(({ volts }) => levels.indexOf(volts));
          expect(order).toEqual(order.toSorted((one, other) => one - other));
          for (const [index, { at }] of sent.entries())
            if (index > 0) expect(at - (sent[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(30);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the level', () => {
  const range = { min: -1, max: 1 };

  it('is on a grid that reads well', () => {
    expect(roundLevel(0.123_456, range)).toBe(0.123);
    expect(roundLevel(0.3, { min: 0, max: 0.05 })).toBe(0.3);
    expect(roundLevel(-0.000_1, range)).toBe(0);
    expect(roundLevel(7.891_2, { min: -20, max: 20 })).toBe(7.89);
  });

  it('moves by keys as a slider does', () => {
    expect(keyStep('ArrowUp', 0, range)).toBeCloseTo(0.02);
    expect(keyStep('ArrowLeft', 0, range)).toBeCloseTo(-0.02);
    expect(keyStep('PageDown', 0, range)).toBeCloseTo(-0.2);
    expect(keyStep('Home', 0, range)).toBe(-1);
    expect(keyStep('End', 0, range)).toBe(1);
    expect(keyStep('a', 0, range)).toBeNull();
  });
});
