import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatestWins } from './latest-wins.ts';

describe('LatestWins', () => {
  it('sends one at a time, in order, and the last value last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 30 }),
        async (scheduler, values) => {
          const sent: number[] = [];
          let inFlight = 0;
          const latest = new LatestWins(async (value: number) => {
            inFlight++;
            expect(inFlight).toBe(1);
            sent.push(value);
            await scheduler.schedule(Promise.resolve());
            inFlight--;
            return value;
          });
          const results: Promise<number | undefined>[] = [];
          const offering = async (): Promise<(number | undefined)[]> => {
            for (const value of values) {
              await scheduler.schedule(Promise.resolve());
              results.push(latest.offer(value));
            }
            return Promise.all(results);
          };
          const given = await scheduler.waitFor(offering());
          expect(sent.at(-1)).toBe(values.at(-1));
          expect(sent).toEqual(values.filter((value) => sent.includes(value)));
          expect(given).toEqual(values.map((value) => (sent.includes(value) ? value : undefined)));
          expect(latest.busy).toBe(false);
        },
      ),
    );
  });

  it('goes on after a sending that failed', async () => {
    const latest = new LatestWins((value: number) =>
      value === 1 ? Promise.reject(new Error('refused')) : Promise.resolve(value),
    );
    const first = latest.offer(1);
    const second = latest.offer(2);
    const third = latest.offer(3);
    await expect(first).rejects.toThrow('refused');
    expect(await second).toBeUndefined();
    expect(await third).toBe(3);
    expect(latest.busy).toBe(false);
  });
});
