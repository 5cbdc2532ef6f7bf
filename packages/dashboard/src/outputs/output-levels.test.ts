import { signal } from '@preact/signals';
import { CommandError } from '@pyrpl-mux/client';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import type { OutputReading } from './output-drive.ts';
import { OutputLevels } from './output-levels.ts';

const clock = new ManualClock();
const open: OutputLevels[] = [];

function levelsOf(wanted = signal(true)) {
  const questions: PromiseWithResolvers<OutputReading>[] = [];
  const read = (): Promise<OutputReading> => {
    const question = Promise.withResolvers<OutputReading>();
    questions.push(question);
    return question.promise;
  };
  const levels = new OutputLevels({ read, wanted, clock });
  open.push(levels);
  return { levels, questions, wanted };
}

afterEach(() => {
  for (const levels of open.splice(0)) levels.close();
  expect(clock.armed).toBe(0);
});

describe('OutputLevels', () => {
  it('asks again half a second after the answer, and never twice at once', async () => {
    const { levels, questions } = levelsOf();
    expect(levels.reading.value).toBeNull();
    clock.advance(5000);
    expect(questions).toHaveLength(1);
    questions[0]?.resolve([0.1, -0.2]);
    await expect.poll(() => levels.reading.value).toEqual([0.1, -0.2]);
    clock.advance(499);
    expect(questions).toHaveLength(1);
    clock.advance(1);
    expect(questions).toHaveLength(2);
  });

  it('rests while nobody wants to know, and keeps what it has', async () => {
    const { levels, questions, wanted } = levelsOf();
    questions[0]?.resolve([0.1, 0]);
    await expect.poll(() => levels.reading.value).not.toBeNull();
    wanted.value = false;
    clock.advance(5000);
    expect(questions).toHaveLength(1);
    expect(levels.reading.value).toEqual([0.1, 0]);
    wanted.value = true;
    expect(questions).toHaveLength(2);
  });

  it('does not show an answer that it no longer waits for', async () => {
    const { levels, questions, wanted } = levelsOf();
    wanted.value = false;
    wanted.value = true;
    questions[0]?.resolve([1, 1]);
    questions[1]?.resolve([0.5, 0.5]);
    await expect.poll(() => levels.reading.value).toEqual([0.5, 0.5]);
    clock.advance(500);
    expect(questions).toHaveLength(3);
  });

  it('tells why there is no value, and goes on', async () => {
    const { levels, questions } = levelsOf();
    questions[0]?.reject(new CommandError('busy', 'The sampler is busy.'));
    await expect.poll(() => levels.problem.value).toBe('The sampler is busy.');
    clock.advance(500);
    questions[1]?.resolve([0, 0]);
    await expect.poll(() => levels.problem.value).toBeNull();
  });
});
