import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { settle } from './neutral-settings.ts';
import { acquire, CLOCK_FREQUENCY, record, TRACE_LENGTH } from './recording.ts';
import { COUNTS_PER_VOLT } from './tolerances.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(() => settle(client));

/** Unity-gain frequency [Hz] of the integrator per code: the error is added times the code over 2^32 every cycle. */
const HERTZ_PER_CODE = CLOCK_FREQUENCY / (2 ** 32 * 2 * Math.PI);

async function level(channel: 'asg0' | 'asg1', volts: number): Promise<number> {
  const { offset } = await client.command('asg_setup', {
    channel,
    waveform: 'dc',
    offset: volts,
    trigger_source: 'immediately',
  });
  return offset;
}

const SUM_LATENCY = 5;

/** A square wave whose halves are 4096 cycles long. */
async function square(amplitude: number, output: 'off' | 'out1'): Promise<void> {
  await client.command('asg_setup', {
    channel: 'asg0',
    waveform: 'square',
    frequency: CLOCK_FREQUENCY / 8192,
    amplitude,
    output_direct: output,
    trigger_source: 'immediately',
  });
}

/** Index of the first high sample after a whole low half. */
function risingEdge(trace: Int32Array): number {
  return trace.findIndex((value, index) => index > 4096 && value > 0 && (trace[index - 1] ?? 0) <= 0);
}

/** Looks at the board until half a trace has passed, also on a simulated board whose time lags behind. */
async function halfTrace(decimation: number): Promise<void> {
  const end = performance.now() + (2 * TRACE_LENGTH * decimation * 1e3) / CLOCK_FREQUENCY;
  while (performance.now() < end) await client.command('sampler_read', { channel: 'in1' });
}

describe('a controller without feedback', () => {
  it('integrates its error, cycle by cycle', async () => {
    const input = Math.round((await level('asg0', 0.25)) * COUNTS_PER_VOLT);
    const { i, setpoint } = await client.command('pid_configure', {
      channel: 'pid0',
      input: 'asg0',
      setpoint: 0.05,
      i: 20,
      p: 0,
    });
    const error = input - Math.round(setpoint * COUNTS_PER_VOLT);
    const perCycle = (error * Math.round(i / HERTZ_PER_CODE)) / 2 ** 32;
    await client.command('pid_set_integrator', { channel: 'pid0', value: -0.9 });
    const [trace] = (await record(client, ['pid0', 'asg0'])).counts;
    const begin = trace[0] ?? Number.NaN;
    expect(begin).toBeGreaterThan(-0.9 * COUNTS_PER_VOLT);
    // The fraction of a count that the integrator holds at the beginning is not seen.
    const differences = trace.map((value, cycle) => Math.abs(value - begin - Math.round(cycle * perCycle)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect((trace.at(-1) ?? 0) - begin).toBeGreaterThan(20);
  });

  it('stops at its limits, holds while it is paused, and goes on', async () => {
    await level('asg0', 0.25);
    await client.command('pid_configure', {
      channel: 'pid1',
      input: 'asg0',
      i: 20_000,
      p: 0,
      min_voltage: -0.2,
      max_voltage: 0.3,
    });
    const output = async (): Promise<number | readonly number[]> =>
      await client.command('sampler_read', { channel: 'pid1' });
    await expect.poll(output).toBeCloseTo(0.3, 3);
    await client.command('pid_configure', { channel: 'pid1', setpoint: 0.5 });
    await expect.poll(output).toBeCloseTo(-0.2, 3);
    await client.command('pid_configure', { channel: 'pid1', setpoint: 0.2501, i: 0.5, pause: 'i' });
    await client.command('pid_set_integrator', { channel: 'pid1', value: 0.125 });
    const { integrator } = await client.command('pid_get', { channel: 'pid1' });
    await record(client, ['pid1', 'asg0']);
    expect((await client.command('pid_get', { channel: 'pid1' })).integrator).toBe(integrator);
    await client.command('pid_configure', { channel: 'pid1', setpoint: 0, i: 1000, pause: 'off' });
    await expect.poll(output).toBeGreaterThan(0.125);
  });

  it.each([20e3, 150e3, 650e3])('filters a step with the bandwidth it names: %d Hz', async (bandwidth) => {
    const { input_filter } = await client.command('pid_configure', {
      channel: 'pid2',
      input: 'asg0',
      p: 1,
      input_filter: [bandwidth],
    });
    const [corner = Number.NaN] = input_filter;
    expect(Math.abs(corner / bandwidth - 1)).toBeLessThan(0.1);
    await square(0.4, 'off');
    const [filtered, generator] = (await record(client, ['pid2', 'asg0'])).counts;
    const edge = risingEdge(generator);
    const high = generator[edge] ?? Number.NaN;
    const low = generator[edge - 1] ?? Number.NaN;
    // y[n+1] = y[n] + alpha (x - y): after n cycles a part (1 - alpha)^n of the step is missing.
    const decay = Math.exp((-2 * Math.PI * corner) / CLOCK_FREQUENCY);
    // Delay of the filter, two cycles, and of the controller, four.
    const begin = edge + 6;
    for (const cycles of [50, 200, 500, 1500]) {
      const missing = (high - low) * decay ** cycles;
      // The fastest filters are not the exponentials that their bandwidths are named after.
      expect(Math.abs(high - missing - (filtered[begin + cycles] ?? 0))).toBeLessThan(3 + 0.06 * missing);
    }
  });
});

describe('a closed loop from out1 to in1', () => {
  it.each([20e3, 38e3])(
    'an integrator of %d Hz takes back a step of its input exponentially',
    async (unity) => {
      const { i, setpoint } = await client.command('pid_configure', {
        channel: 'pid0',
        input: 'in1',
        output_direct: 'out1',
        setpoint: 0.1,
        p: 0,
        i: -unity,
      });
      await square(0.1, 'out1');
      const [input, generator] = (await record(client, ['in1', 'asg0'])).counts;
      const edge = risingEdge(generator);
      const step = ((generator[edge] ?? 0) - (generator[edge - 1] ?? 0)) / COUNTS_PER_VOLT;
      const settled = (input[edge - 1] ?? 0) / COUNTS_PER_VOLT;
      const error = tolerances.sample + tolerances.offset + 0.03 * step;
      expect(Math.abs(settled - setpoint)).toBeLessThan(error);
      const rate = (2 * Math.PI * Math.abs(i)) / CLOCK_FREQUENCY;
      const [least, greatest] = tolerances.latency;
      for (const cycles of [0.5, 1, 2, 3].map((times) => Math.round(times / rate))) {
        const above = (delay: number, gain: number): number =>
          step * gain * Math.exp(-rate * gain * (cycles - SUM_LATENCY - delay));
        const [slow, fast] = [above(greatest, 1 - tolerances.gain), above(least, 1 + tolerances.gain)];
        const seen = (input[edge + cycles] ?? Number.NaN) / COUNTS_PER_VOLT - setpoint;
        expect(seen).toBeGreaterThan(Math.min(slow, fast) - error);
        expect(seen).toBeLessThan(Math.max(slow, fast) + error);
      }
    },
  );

  it.each([60, 150])('an integrator of %d Hz answers a step of its setpoint exponentially', async (unity) => {
    const { i } = await client.command('pid_configure', {
      channel: 'pid0',
      input: 'in1',
      output_direct: 'out1',
      setpoint: -0.1,
      p: 0,
      i: -unity,
    });
    const input = async (): Promise<number> =>
      Number(await client.command('sampler_read', { channel: 'in1' }));
    const near = tolerances.sample + tolerances.offset + 2e-3;
    await expect.poll(async () => Math.abs((await input()) + 0.1)).toBeLessThan(near);
    const decimation = 256;
    const armed = acquire(client, ['in1', 'pid0'], {
      decimation,
      trigger_source: 'ch1_positive_edge',
      threshold: 0,
      hysteresis: 0.02,
      trigger_delay: 0,
    });
    while (!(await client.command('scope_get')).armed);
    // The trigger counts when half a trace is recorded.
    await halfTrace(decimation);
    await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.3 });
    const { voltage, time } = await armed;
    const rate = 2 * Math.PI * Math.abs(i);
    const first = time[0] ?? Number.NaN;
    const at = (seconds: number): number =>
      voltage[0][Math.round(((seconds - first) * CLOCK_FREQUENCY) / decimation)] ?? Number.NaN;
    // Until the trigger a simulated board goes on in steps of many cycles, so the beginning is left out.
    const begin = 0.5 / rate;
    const start = at(begin);
    for (const seconds of [1, 1.5, 2.5, 3.5].map((times) => times / rate)) {
      const left = (gain: number): number => (0.3 - start) * Math.exp(-rate * gain * (seconds - begin));
      const [slow, fast] = [0.3 - left(1 - tolerances.gain), 0.3 - left(1 + tolerances.gain)];
      expect(at(seconds)).toBeGreaterThan(slow - near - 0.02);
      expect(at(seconds)).toBeLessThan(fast + near + 0.02);
    }
    await expect.poll(async () => Math.abs((await input()) - 0.3)).toBeLessThan(near);
  });

  it('a lock holds against a disturbance', async () => {
    await client.command('pid_configure', {
      channel: 'pid0',
      input: 'in1',
      output_direct: 'out1',
      setpoint: 0.1,
      i: -20_000,
    });
    for (const disturbance of [0.2, -0.3]) {
      await client.command('asg_setup', {
        channel: 'asg0',
        waveform: 'dc',
        offset: disturbance,
        output_direct: 'out1',
        trigger_source: 'immediately',
      });
      const [input, drive] = (await record(client, ['in1', 'pid0'])).counts;
      const last = (trace: Int32Array): number =>
        trace.slice(-1000).reduce((sum, value) => sum + value, 0) / 1000 / COUNTS_PER_VOLT;
      expect(Math.abs(last(input) - 0.1)).toBeLessThan(tolerances.noise + 1e-3);
      expect(Math.abs(last(drive) - (0.1 - disturbance))).toBeLessThan(
        tolerances.gain + tolerances.offset + 1e-3,
      );
    }
  });
});
