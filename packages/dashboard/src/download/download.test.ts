import { expect, it } from 'vitest';
import { fileName } from './download.ts';

it('names files so that every system takes the name', () => {
  const when = Date.UTC(2026, 10, 23, 14, 5, 6, 789);
  expect(fileName('trace', 'sim:default', when, 'csv')).toBe('trace_sim-default_2026-11-23T14-05-06.csv');
  expect(fileName('commands', null, when, 'py')).toBe('commands_2026-11-23T14-05-06.py');
  expect(fileName('trace', '[fe80::1]:2222', when, 'npy')).toBe(
    'trace_-fe80--1--2222_2026-11-23T14-05-06.npy',
  );
});
