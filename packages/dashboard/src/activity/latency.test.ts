import { describe, expect, it } from 'vitest';
import { type LatencyOrder, logPosition, nextOrder, sortLatencies } from './latency.ts';

const COMMANDS = {
  ping: { count: 3, errors: 0, p50_ms: 0.1, p99_ms: 0.2 },
  asg_setup: { count: 3, errors: 2, p50_ms: 2, p99_ms: 900 },
  iir_setup: { count: 1, errors: 1, p50_ms: null, p99_ms: null },
};
const names = (order: LatencyOrder): readonly string[] =>
  sortLatencies(COMMANDS, order).map(({ command }) => command);

describe('sortLatencies', () => {
  it('sorts by any column, both ways, and by name where figures are equal', () => {
    expect(names({ column: 'command', direction: 'ascending' })).toEqual(['asg_setup', 'iir_setup', 'ping']);
    expect(names({ column: 'command', direction: 'descending' })).toEqual(['ping', 'iir_setup', 'asg_setup']);
    expect(names({ column: 'count', direction: 'descending' })).toEqual(['asg_setup', 'ping', 'iir_setup']);
    expect(names({ column: 'count', direction: 'ascending' })).toEqual(['iir_setup', 'asg_setup', 'ping']);
    expect(names({ column: 'p99_ms', direction: 'descending' })).toEqual(['asg_setup', 'ping', 'iir_setup']);
  });
});

describe('nextOrder', () => {
  it('begins with the largest figure or the first name, and turns with the next click', () => {
    const byCount = { column: 'count', direction: 'descending' } as const;
    expect(nextOrder(byCount, 'count')).toEqual({ column: 'count', direction: 'ascending' });
    expect(nextOrder(byCount, 'p50_ms')).toEqual({ column: 'p50_ms', direction: 'descending' });
    expect(nextOrder(byCount, 'command')).toEqual({ column: 'command', direction: 'ascending' });
  });
});

describe('logPosition', () => {
  it('gives every decade the same room, and keeps to the ends', () => {
    expect([0.001, 0.01, 0.1, 1, 100_000, 1e9].map(logPosition)).toEqual([
      0,
      0,
      expect.closeTo(1 / 7),
      expect.closeTo(2 / 7),
      1,
      1,
    ]);
  });
});
