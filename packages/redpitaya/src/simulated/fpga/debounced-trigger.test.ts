import { describe, expect, it } from 'vitest';
import { ASG, SCOPE, TestBoard, triangle } from './testing/test-board.ts';

const ASG0 = 8;

/** Time stamps of the triggers of `count` short traces, armed one right after the other. */
function triggers(board: TestBoard, count: number): number[] {
  return Array.from({ length: count }, () => {
    board.start(ASG0, 16384, 1);
    board.finish(1000);
    return board.timestamp();
  });
}

const gaps = (times: readonly number[]): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('generator triggers', () => {
  it('those faster than the debounce of 0.5 ms are thinned out', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 18, triangle);
    const period = 4096;
    const found = gaps(triggers(board, 5));
    expect(found).toEqual(found.map(() => Math.ceil(62_502 / period) * period));
    board.write(SCOPE + 0x90, 100);
    const [first = 0, ...others] = gaps(triggers(board, 5));
    expect(others).toEqual(others.map(() => first));
    expect(first % period).toBe(0);
    expect(first).toBeLessThan(16_384 + 1000 + 2 * period);
  });

  it('a trigger while the scope is not armed starts the debounce', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 30 / 50_000, triangle);
    board.wait(1000);
    const started = board.read(SCOPE + 0x15c);
    board.start(ASG0, 16384, 1);
    board.finish(1000);
    expect(board.timestamp() - started).toBeGreaterThan(62_500);
    expect(board.timestamp() - started).toBeLessThan(100_100);
  });

  it('each period of a slow generator triggers, after however long a pause', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 13, triangle);
    const period = 2 ** 17;
    const [before = 0] = triggers(board, 1);
    board.wait(1e10);
    const [after = 0] = triggers(board, 1);
    expect((after - before) % period).toBe(0);
    board.write(ASG, 0x0200_0200);
    expect(gaps(triggers(board, 4))).toEqual([period, period, period]);
  });
});
