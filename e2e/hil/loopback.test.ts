import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { acquire, CLOCK_FREQUENCY, start } from './recording.ts';
import { fitSine, measureFrequency, wrapAngle } from './sine-fit.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

/** Cycles from a generator's output to that of the sum, out1. */
const SUM_LATENCY = 5;

/** A trace of at least four periods with at least eight samples each. */
function decimationFor(frequency: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(CLOCK_FREQUENCY / frequency / 64)));
}

async function sine(frequency: number, amplitude: number, offset = 0) {
  return await client.command('asg_setup', {
    channel: 'asg0',
    waveform: 'sin',
    frequency,
    amplitude,
    offset,
    output_direct: 'out1',
    trigger_source: 'immediately',
  });
}

describe('a sine through the loop', () => {
  it.each([123.4, 1e3, 12_345.6, 1e5, 1e6, 7.654_321e6])('has its frequency: %d Hz', async (frequency) => {
    const { frequency: set } = await sine(frequency, 0.5);
    expect(Math.abs(set - frequency)).toBeLessThan(0.06);
    const decimation = decimationFor(frequency);
    const step = decimation / CLOCK_FREQUENCY;
    const { voltage } = await acquire(client, ['in1', 'asg0'], { decimation });
    for (const trace of voltage) {
      const measured = measureFrequency(trace, step, set);
      expect(Math.abs(measured - set)).toBeLessThan(1e-4 / (step * trace.length));
    }
  });

  it.each([0.02, 0.1, 0.35, 0.9])('has its amplitude: %d V', async (amplitude) => {
    const { frequency, amplitude: set } = await sine(98_765.4, amplitude);
    const { voltage } = await acquire(client, ['in1', 'asg0'], { decimation: 4 });
    const period = CLOCK_FREQUENCY / 4 / frequency;
    const [input, generator] = voltage.map((trace) => fitSine(trace, period));
    expect(set).toBeCloseTo(amplitude, 4);
    expect(generator?.amplitude).toBeCloseTo((set * 8191) / 8192, 4);
    const error = Math.abs((input?.amplitude ?? 0) - (generator?.amplitude ?? 0));
    expect(error).toBeLessThanOrEqual(tolerances.amplitude + tolerances.gain * amplitude);
    expect(input?.residual).toBeLessThan(tolerances.noise + 2e-4 + 0.02 * tolerances.gain * amplitude);
  });

  it.each([-0.9, -0.1, 0, 0.2, 0.7])('has its offset: %d V', async (offset) => {
    const { offset: set, frequency } = await sine(98_765.4, 0.05, offset);
    const { voltage } = await acquire(client, ['in1', 'asg0'], { decimation: 4 });
    const period = CLOCK_FREQUENCY / 4 / frequency;
    const [input, generator] = voltage.map((trace) => fitSine(trace, period));
    expect(set).toBeCloseTo(offset, 4);
    // The product of table and amplitude is rounded down: half a count on average.
    expect(generator?.offset).toBeCloseTo(set - 0.5 / 8192, 5);
    const error = Math.abs((input?.offset ?? 0) - (generator?.offset ?? 0));
    expect(error).toBeLessThanOrEqual(tolerances.offset + tolerances.gain * Math.abs(offset));
  });

  // A period is longer than the longest way.
  it.each([0.2e6, 0.7e6, 1.9e6])('has the phase of its way: %d Hz', async (frequency) => {
    const { frequency: set } = await sine(frequency, 0.5);
    const { voltage } = await acquire(client, ['in1', 'asg0'], { decimation: 1 });
    const [input, generator] = voltage.map((trace) => fitSine(trace, CLOCK_FREQUENCY / set));
    const lag = wrapAngle((generator?.phase ?? 0) - (input?.phase ?? 0)) / (2 * Math.PI);
    const cycles = (lag < -0.1 ? lag + 1 : lag) * (CLOCK_FREQUENCY / set);
    const [least, greatest] = tolerances.latency;
    expect(cycles).toBeGreaterThan(SUM_LATENCY + least - 0.02);
    expect(cycles).toBeLessThan(SUM_LATENCY + greatest + 0.02);
  });

  it.each([0, 30, 90, 180, 300])('starts at its phase: %d degrees', async (degrees) => {
    const { counts, firstCycle, startCycle, settings } = await start(
      client,
      {
        channel: 'asg0',
        waveform: 'sin',
        frequency: 54_321,
        amplitude: 0.5,
        offset: 0,
        start_phase: degrees,
        output_direct: 'out1',
      },
      ['asg0', 'in1'],
    );
    const [generator] = counts;
    const begin = startCycle - firstCycle;
    expect(begin).toBeGreaterThan(500);
    const still = generator.slice(0, begin);
    const expected = 4096 * Math.sin((degrees / 180) * Math.PI);
    for (const value of still) expect(Math.abs(value - expected)).toBeLessThan(2);
    const { phase } = fitSine(generator.slice(begin), CLOCK_FREQUENCY / settings.frequency);
    expect(wrapAngle(phase - (degrees / 180) * Math.PI)).toBeCloseTo(0, 3);
  });
});
