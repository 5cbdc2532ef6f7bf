import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NewestFrame } from './newest-frame.ts';

describe('NewestFrame', () => {
  it('shows the newest of every frame, and ends with the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 30 }), async (scheduler, count) => {
        const shown: number[] = [];
        const newest: number[] = [];
        let offered = 0;
        const frames = new NewestFrame<number>(
          (show) => void scheduler.schedule(Promise.resolve(), 'frame').then(show),
          (item) => {
            shown.push(item);
            newest.push(offered);
          },
        );
        for (let item = 1; item <= count; item++)
          void scheduler.schedule(Promise.resolve(), `item ${item}`).then(() => frames.offer(++offered));
        await scheduler.waitIdle();
        expect(shown).toEqual(newest);
        expect(shown.at(-1)).toBe(count);
      }),
    );
  });

  it('shows nothing that was cleared', () => {
    const callbacks: (() => void)[] = [];
    const shown: number[] = [];
    const frames = new NewestFrame<number>(
      (callback) => callbacks.push(callback),
      (item) => shown.push(item),
    );
    frames.offer(1);
    frames.clear();
    for (const callback of callbacks.splice(0)) callback();
    frames.offer(2);
    for (const callback of callbacks.splice(0)) callback();
    expect(shown).toEqual([2]);
  });
});
