import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

describe('the sampler', () => {
  it.each([-0.6, -0.05, 0, 0.3, 0.9])('reads the same voltage along the way of %d V', async (volts) => {
    const { offset } = await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'dc',
      frequency: 0,
      offset: volts,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    expect(offset).toBeCloseTo(volts, 4);
    const channels = ['asg0', 'out1', 'in1', 'out2', 'pid0'] as const;
    const values = await client.command('sampler_read', { channels: [...channels] });
    if (typeof values === 'number') throw new TypeError('One value where several were asked for.');
    const [generator, output, input = Number.NaN, other, controller] = values;
    expect([generator, output, other, controller]).toEqual([offset, offset, 0, 0]);
    expect(Math.abs(input - offset)).toBeLessThanOrEqual(
      tolerances.sample + tolerances.offset + tolerances.gain * Math.abs(offset),
    );
    expect(await client.command('sampler_read', { channel: 'out1' })).toBe(offset);
  });

  it('reads a moving signal within its range', async () => {
    await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 123_456.7,
      amplitude: 0.25,
      offset: 0.1,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    const values: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      const value = await client.command('sampler_read', { channel: 'asg0' });
      if (typeof value === 'number') values.push(value);
    }
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.15 - 2 / 8192);
    expect(Math.max(...values)).toBeLessThanOrEqual(0.35 + 2 / 8192);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.4);
  });
});
