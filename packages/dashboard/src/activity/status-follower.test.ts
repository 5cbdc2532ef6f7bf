import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { StatusFollower, type WorkerStatus } from './status-follower.ts';
import { aStatus } from './testing/status.ts';

/** A follower whose questions the test answers. */
function follow(view = { isVisible: true }) {
  const clock = new ManualClock();
  const questions: PromiseWithResolvers<WorkerStatus>[] = [];
  const follower = new StatusFollower({
    clock,
    ask: () => {
      const question = Promise.withResolvers<WorkerStatus>();
      questions.push(question);
      return question.promise;
    },
    isVisible: () => view.isVisible,
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const answer = async (leftOut: number): Promise<void> => {
    questions.at(-1)?.resolve(aStatus({ running_left_out: leftOut }));
    await settled();
  };
  return { clock, questions, follower, answer, settled };
}

describe('StatusFollower', () => {
  it('asks at once, once a second, and when something changes', async () => {
    const { clock, questions, follower, answer } = follow();
    expect(questions).toHaveLength(1);
    expect(follower.status.value).toBeNull();
    await answer(1);
    expect(follower.status.value?.running_left_out).toBe(1);
    clock.advance(999);
    expect(questions).toHaveLength(1);
    clock.advance(1);
    expect(questions).toHaveLength(2);
    await answer(2);
    follower.look();
    expect(questions).toHaveLength(3);
    await answer(3);
    expect(follower.status.value?.running_left_out).toBe(3);
    follower.close();
    expect(clock.armed).toBe(0);
  });

  it('has one question on its way, however often something changes', async () => {
    const { questions, follower, answer } = follow();
    for (let change = 0; change < 10; change++) follower.look();
    expect(questions).toHaveLength(1);
    await answer(1);
    expect(questions).toHaveLength(2);
    await answer(2);
    expect(questions).toHaveLength(2);
    follower.close();
  });

  it('keeps the last status while there is no newer one, says why, and asks on', async () => {
    const { clock, questions, follower, answer, settled } = follow();
    await answer(1);
    clock.advance(1000);
    follower.look();
    questions.at(-1)?.reject(new Error('There is no connection to the worker.'));
    await settled();
    expect(follower.status.value?.running_left_out).toBe(1);
    expect(follower.problem.value).toBe('There is no connection to the worker.');
    expect(questions).toHaveLength(2);
    clock.advance(1000);
    await answer(2);
    expect(follower.problem.value).toBeNull();
    follower.close();
  });

  it('asks nothing while nobody can see it, nor after its end', async () => {
    const view = { isVisible: true };
    const { clock, questions, follower, answer } = follow(view);
    await answer(1);
    view.isVisible = false;
    clock.advance(10_000);
    follower.look();
    expect(questions).toHaveLength(1);
    view.isVisible = true;
    follower.look();
    expect(questions).toHaveLength(2);
    follower.close();
    await answer(2);
    clock.advance(10_000);
    expect(questions).toHaveLength(2);
    expect(clock.armed).toBe(0);
  });
});
