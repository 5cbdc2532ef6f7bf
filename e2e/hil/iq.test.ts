import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { settle } from './neutral-settings.ts';
import { CLOCK_FREQUENCY, record } from './recording.ts';
import { fitSine, wrapAngle } from './sine-fit.ts';
import { COUNTS_PER_VOLT } from './tolerances.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(() => settle(client));

/** Cycles by which a carrier lags when it is demodulated from where it is put out (three registers). */
const OWN_LATENCY = 3;
const SUM_LATENCY = 5;

/** Attenuation of a demodulated carrier: PyRPL measures 0.9997 for an amplitude of 1. */
const SCALE_ERROR = 1e-3;

describe('demodulation', () => {
  it.each([
    ['iq0', 50e3],
    ['iq1', 1e6],
    ['iq2', 1.654e6],
  ] as const)(
    '%s finds its own carrier again at %d Hz, with the phase of the way',
    async (channel, frequency) => {
      const { frequency: set, amplitude } = await client.command('iq_setup', {
        channel,
        input: 'in1',
        output_direct: 'out1',
        frequency,
        amplitude: 0.4,
        bandwidth: [1e4, 1e4],
      });
      const { i, q, magnitude, phase } = await client.command('iq_get_measurement', {
        channel,
        averaging_time: 0.002,
      });
      expect(magnitude).toBeCloseTo(Math.hypot(i, q), 9);
      expect(wrapAngle((phase / 180) * Math.PI - Math.atan2(q, i))).toBeCloseTo(0, 6);
      expect(Math.abs(magnitude - amplitude)).toBeLessThan(
        tolerances.amplitude + SCALE_ERROR * amplitude + tolerances.gain * amplitude,
      );
      const turns = -phase / 360;
      const cycles = (turns - Math.floor(turns + 0.02)) * (CLOCK_FREQUENCY / set);
      const [least, greatest] = tolerances.latency;
      expect(cycles).toBeGreaterThan(OWN_LATENCY + SUM_LATENCY + least - 0.1 - 2e4 / set);
      expect(cycles).toBeLessThan(OWN_LATENCY + SUM_LATENCY + greatest + 0.1 + 2e4 / set);
    },
  );

  it.each([-170, -45, 30, 120])('the phase setting turns the result: %d degrees', async (degrees) => {
    const measure = async (phase: number): Promise<number> => {
      await client.command('iq_setup', {
        channel: 'iq0',
        input: 'in1',
        output_direct: 'out1',
        frequency: 1e6,
        amplitude: 0.3,
        phase,
      });
      return (await client.command('iq_get_measurement', { channel: 'iq0', averaging_time: 0.002 })).phase;
    };
    const turned = (await measure(degrees)) - (await measure(0));
    expect(wrapAngle(((turned - degrees) / 180) * Math.PI)).toBeCloseTo(0, 2);
  });

  it('measures the amplitude of somebody else at its frequency, and little of others', async () => {
    const { frequency } = await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 500e3,
      amplitude: 0.35,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    const magnitudeAt = async (offset: number): Promise<number> => {
      await client.command('iq_setup', {
        channel: 'iq1',
        input: 'in1',
        frequency: frequency + offset,
        bandwidth: [2400, 2400],
      });
      const measurement = await client.command('iq_get_measurement', {
        channel: 'iq1',
        averaging_time: 0.001,
      });
      return measurement.magnitude;
    };
    expect(Math.abs((await magnitudeAt(0)) - 0.35)).toBeLessThan(
      tolerances.amplitude + 0.35 * (tolerances.gain + SCALE_ERROR),
    );
    // Two filters at a tenth of the distance let a hundredth pass, and the averaging less than that. A simulated board
    // that steps in strides leaves about a hundredth, at random.
    expect(await magnitudeAt(24e3)).toBeLessThan(0.35 / 20);
  });

  it('a measurement leaves the carrier as it was', async () => {
    const { frequency } = await client.command('iq_setup', {
      channel: 'iq0',
      input: 'in1',
      output_direct: 'out1',
      frequency: 2e6,
      amplitude: 0.25,
      output_signal: 'output_direct',
    });
    const before = await client.command('iq_get', { channel: 'iq0' });
    const measure = client.command('iq_get_quadratures', { channel: 'iq0', averaging_time: 0.01 });
    const { counts, firstCycle } = await record(client, ['iq0', 'out1']);
    await measure;
    const later = await record(client, ['iq0', 'out1']);
    expect(await client.command('iq_get', { channel: 'iq0' })).toEqual(before);
    const period = CLOCK_FREQUENCY / frequency;
    const [first, second] = [counts[0], later.counts[0]].map((trace) => fitSine(trace, period));
    expect(first?.amplitude).toBeCloseTo(0.25 * COUNTS_PER_VOLT, 0);
    const passed = ((later.firstCycle - firstCycle) / period) * 2 * Math.PI;
    expect(wrapAngle((second?.phase ?? 0) - (first?.phase ?? 0) - passed)).toBeCloseTo(0, 2);
  });
});
