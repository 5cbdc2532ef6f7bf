import { type Clock, CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { RepeatedRead } from './repeated-read.ts';

/** A read that is answered, and a clock that passes, when told to. */
function bench(): {
  read: RepeatedRead<number>;
  asked: () => number;
  answer: (value: number | CommandError) => Promise<void>;
  pass: () => number[];
} {
  let asked = 0;
  let pending: PromiseWithResolvers<number> | null = null;
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: () => 0,
    setTimer: (callback, delay) => {
      timers.set(callback, delay);
      return { cancel: () => void timers.delete(callback) };
    },
  };
  const read = new RepeatedRead({
    read: () => {
      asked++;
      pending = Promise.withResolvers<number>();
      return pending.promise;
    },
    interval: () => 200,
    clock,
  });
  return {
    read,
    asked: () => asked,
    answer: async (value) => {
      if (typeof value === 'number') pending?.resolve(value);
      else pending?.reject(value);
      await pending?.promise.catch(() => undefined);
      await Promise.resolve();
    },
    pass: () => {
      const due = [...timers];
      timers.clear();
      for (const [callback] of due) callback();
      return due.map(([, delay]) => delay);
    },
  };
}

describe('RepeatedRead', () => {
  it('asks once at a time, and again some time after the answer', async () => {
    const { read, asked, answer, pass } = bench();
    read.start();
    expect(asked()).toBe(1);
    expect(pass()).toEqual([]);
    await answer(5);
    expect(read.reading.value).toBe(5);
    expect(asked()).toBe(1);
    expect(pass()).toEqual([200]);
    expect(asked()).toBe(2);
  });

  it('asks no more after its end, and drops what comes then', async () => {
    const { read, asked, answer, pass } = bench();
    const end = read.start();
    end();
    await answer(5);
    expect(read.reading.value).toBeNull();
    expect(pass()).toEqual([]);
    const again = read.start();
    await answer(6);
    again();
    expect(pass()).toEqual([]);
    expect(asked()).toBe(2);
  });

  it('says why there is no answer, and goes on', async () => {
    const { read, answer, pass } = bench();
    read.start();
    await answer(new CommandError('board_unavailable', 'The board is not there.'));
    expect(read.problem.value).toBe('The board is not there.');
    expect(pass()).toEqual([200]);
    await answer(7);
    expect(read.reading.value).toBe(7);
    expect(read.problem.value).toBeNull();
  });
});
