import { expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { WrongTokens } from './wrong-tokens.ts';

it('each address has a count of its own', () => {
  const wrong = new WrongTokens(new ManualClock());
  for (let count = 0; count < 10; count += 1) {
    expect(wrong.wait('10.0.0.1')).toBe(0);
    wrong.add('10.0.0.1');
  }
  expect(wrong.wait('10.0.0.1')).toBe(6);
  expect(wrong.wait('10.0.0.2')).toBe(0);
});

it('time lowers the count to nothing', () => {
  const clock = new ManualClock();
  const wrong = new WrongTokens(clock);
  for (let count = 0; count < 10; count += 1) wrong.add('a');
  clock.advance(2500);
  expect(wrong.wait('a')).toBe(4);
  clock.advance(3_600_000);
  for (let count = 0; count < 9; count += 1) wrong.add('a');
  expect(wrong.wait('a')).toBe(0);
});

it('remembers a thousand addresses, the busiest among them', () => {
  const wrong = new WrongTokens(new ManualClock());
  for (let count = 0; count < 10; count += 1) {
    wrong.add('quiet');
    wrong.add('busy');
  }
  for (let address = 0; address < 998; address += 1) wrong.add(String(address));
  expect(wrong.wait('quiet')).toBe(6);
  wrong.add('busy');
  wrong.add('one more');
  expect(wrong.wait('quiet')).toBe(0);
  expect(wrong.wait('busy')).toBe(12);
});
