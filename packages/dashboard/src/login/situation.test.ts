import { describe, expect, it } from 'vitest';
import { situationOf } from './situation.ts';

const well = {
  phase: { kind: 'ready' },
  worker: { state: 'ready', reason: null },
  pageVersion: '0.1.0',
  workerVersion: '0.1.0',
} as const;

describe('situationOf', () => {
  it('is silent when all is well', () => {
    expect(situationOf(well)).toBeNull();
  });

  it('asks for the token where it is missing or wrong', () => {
    const phase = { kind: 'refused', code: 'unauthorized', sentence: 'The token is wrong.' } as const;
    const situation = situationOf({ ...well, phase });
    expect(situation?.sentence).toContain('token');
    expect(situation?.next).toBe('log-in');
  });

  it('tells why the board is away, and that it goes on by itself', () => {
    const worker = { state: 'board_lost', reason: 'The link broke.' } as const;
    expect(situationOf({ ...well, worker })?.sentence).toMatch(/^The link broke\. .*by itself/);
  });

  it('asks to reload where the worker has another version', () => {
    expect(situationOf({ ...well, workerVersion: '0.2.0' })).toMatchObject({ next: 'reload' });
  });

  it('stops at another board than the page is of', () => {
    const phase = { kind: 'other-board', shown: 'sim:a', present: 'sim:b' } as const;
    const situation = situationOf({ ...well, phase });
    expect(situation).toMatchObject({ tone: 'bad', next: 'reload' });
    expect(situation?.sentence).toMatch(/sim:b now, and this page is of sim:a/);
  });

  it('says what to start where the worker stays away', () => {
    const phase = { kind: 'lost', sentence: 'The worker is gone.' } as const;
    expect(situationOf({ ...well, phase })?.sentence).toContain('pyrpl-mux serve');
  });
});
