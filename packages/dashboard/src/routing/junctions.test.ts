import { describe, expect, it } from 'vitest';
import { junctionsOf } from './junctions.ts';
import type { Wire } from './routing-layout.ts';

const drives = (from: 'asg0' | 'asg1', to: 'out1' | 'out2', ...path: [number, number][]): Wire => ({
  edge: { kind: 'drives', from, to },
  points: path.map(([x, y]) => ({ x, y })),
});

describe('junctionsOf', () => {
  it('marks where lines of one sum meet', () => {
    const upper = drives('asg0', 'out1', [0, 0], [10, 0], [10, 50], [20, 50]);
    const lower = drives('asg1', 'out1', [0, 20], [10, 20], [10, 50], [20, 50]);
    expect(junctionsOf([upper, lower])).toEqual([{ x: 10, y: 20 }]);
  });

  it('does not mark where lines of different sums cross', () => {
    const one = drives('asg0', 'out1', [0, 0], [10, 0], [10, 50], [30, 50]);
    const other = drives('asg1', 'out2', [0, 20], [20, 20], [20, 90], [30, 90]);
    expect(junctionsOf([one, other])).toEqual([]);
  });

  it('marks where one output goes to two sums', () => {
    const one = drives('asg0', 'out1', [0, 0], [10, 0], [10, 50], [30, 50]);
    const other = drives('asg0', 'out2', [0, 0], [20, 0], [20, 90], [30, 90]);
    expect(junctionsOf([one, other])).toEqual([{ x: 10, y: 0 }]);
  });
});
