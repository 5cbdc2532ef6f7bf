import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { Notices } from './notices.ts';

function bench(): { clock: ManualClock; notices: Notices; sentences: () => string[] } {
  const clock = new ManualClock();
  const notices = new Notices(clock);
  return { clock, notices, sentences: () => notices.list.value.map(({ sentence }) => sentence) };
}

describe('Notices', () => {
  it('keep what failed until it is dismissed, and what was done for a minute', () => {
    const { clock, notices, sentences } = bench();
    notices.error('The board is not there.');
    notices.done('Saved.');
    clock.advance(59_999);
    expect(sentences()).toEqual(['The board is not there.', 'Saved.']);
    clock.advance(1);
    expect(sentences()).toEqual(['The board is not there.']);
    clock.advance(1e9);
    notices.dismiss(notices.list.value[0]?.number ?? 0);
    expect(sentences()).toEqual([]);
  });

  it('count what is said again, and show it a minute from then', () => {
    const { clock, notices, sentences } = bench();
    notices.done('Saved.');
    clock.advance(50_000);
    notices.done('Saved.');
    expect(notices.list.value).toMatchObject([{ sentence: 'Saved.', times: 2 }]);
    clock.advance(10_000);
    expect(sentences()).toEqual(['Saved.']);
    clock.advance(50_000);
    expect(sentences()).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  it('are the newest twenty', () => {
    const { notices, sentences } = bench();
    for (let n = 1; n <= 25; n++) notices.error(`Error ${n}.`);
    expect(sentences()).toHaveLength(20);
    expect(sentences()[0]).toBe('Error 6.');
    notices.dismissAll();
    expect(sentences()).toEqual([]);
  });
});
