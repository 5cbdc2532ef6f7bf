import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { RepeatedRead } from './repeated-read.ts';

/** A read that is answered when the test says so. */
function bench() {
  const clock = new ManualClock();
  const questions: PromiseWithResolvers<number>[] = [];
  const read = new RepeatedRead({
    read: () => {
      const question = Promise.withResolvers<number>();
      questions.push(question);
      return question.promise;
    },
    interval: () => 200,
    clock,
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const answer = async (value: number): Promise<void> => {
    questions.at(-1)?.resolve(value);
    await settled();
  };
  const refuse = async (sentence: string): Promise<void> => {
    questions.at(-1)?.reject(new CommandError('board_unavailable', sentence));
    await settled();
  };
  return { clock, questions, read, answer, refuse, settled };
}

describe('RepeatedRead', () => {
  it('asks once at a time, and again some time after the answer', async () => {
    const { clock, questions, read, answer } = bench();
    read.start();
    clock.advance(5000);
    expect(questions).toHaveLength(1);
    expect(read.reading.value).toBeNull();
    await answer(5);
    expect(read.reading.value).toBe(5);
    clock.advance(199);
    expect(questions).toHaveLength(1);
    clock.advance(1);
    expect(questions).toHaveLength(2);
  });

  it('asks no more after its end, and keeps what it has', async () => {
    const { clock, questions, read, answer } = bench();
    const end = read.start();
    await answer(5);
    end();
    read.again();
    clock.advance(5000);
    expect(clock.armed).toBe(0);
    expect(questions).toHaveLength(1);
    expect(read.reading.value).toBe(5);
  });

  it('drops an answer that it no longer waits for', async () => {
    const { clock, questions, read, settled } = bench();
    read.start()();
    const end = read.start();
    questions[0]?.resolve(1);
    questions[1]?.resolve(2);
    await settled();
    expect(read.reading.value).toBe(2);
    clock.advance(200);
    expect(questions).toHaveLength(3);
    end();
    expect(clock.armed).toBe(0);
  });

  it('asks at once when something changes, however often, but has one question on its way', async () => {
    const { clock, questions, read, answer } = bench();
    read.start();
    for (let change = 0; change < 10; change++) read.again();
    expect(questions).toHaveLength(1);
    await answer(1);
    expect(questions).toHaveLength(2);
    await answer(2);
    expect(questions).toHaveLength(2);
    read.again();
    expect(questions).toHaveLength(3);
    expect(clock.armed).toBe(0);
  });

  it('says why there is no answer, keeps the last, and asks on, no faster than before', async () => {
    const { clock, questions, read, answer, refuse } = bench();
    read.start();
    await answer(1);
    read.again();
    read.again();
    await refuse('The board is not there.');
    expect(read.reading.value).toBe(1);
    expect(read.problem.value).toBe('The board is not there.');
    expect(questions).toHaveLength(2);
    clock.advance(200);
    await answer(7);
    expect(read.reading.value).toBe(7);
    expect(read.problem.value).toBeNull();
  });
});
