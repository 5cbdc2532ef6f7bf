import { describe, expect, it } from 'vitest';
import { BUFFERED_EVENTS, EventBuffer } from './event-buffer.ts';

describe('the events for a slow reader', () => {
  it('are the latest ones, with a dropped count', async () => {
    const buffer = new EventBuffer();
    for (let seq = 1; seq <= BUFFERED_EVENTS + 10; seq += 1) buffer.push({ event: 'worker', seq });
    expect(buffer.dropped).toBe(10);
    expect(await buffer.next()).toEqual({ done: false, value: { event: 'worker', seq: 11 } });
  });

  it('lose no module: the newest value of each wins', async () => {
    const buffer = new EventBuffer();
    const board = (module: string, p: number): void =>
      buffer.push({ event: 'board', data: { modules: { [module]: { p } }, by: p } });
    board('pid0', 1);
    board('__proto__', 2);
    board('pid0', 3);
    for (let count = 0; count < BUFFERED_EVENTS; count += 1) board('asg0', count);
    const { value } = await buffer.next();
    expect(JSON.stringify(value?.data)).toBe(
      '{"modules":{"pid0":{"p":3},"__proto__":{"p":2},"asg0":{"p":0}},"by":0}',
    );
  });

  it('reach a reader who was there first, in order, and end when they end', async () => {
    const buffer = new EventBuffer();
    const first = buffer.next();
    const second = buffer.next();
    buffer.push({ event: 'a' });
    buffer.end();
    buffer.push({ event: 'b' });
    expect(await first).toEqual({ done: false, value: { event: 'a' } });
    expect(await second).toEqual({ done: true, value: undefined });
    expect(await buffer.next()).toEqual({ done: true, value: undefined });
  });

  it('end with the error that ended them, after what is buffered', async () => {
    const buffer = new EventBuffer();
    buffer.push({ event: 'a' });
    buffer.end(new Error('Gone.'));
    expect((await buffer.next()).done).toBe(false);
    await expect(buffer.next()).rejects.toThrow('Gone.');
  });
});
