import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { acquire, CLOCK_FREQUENCY, recordTriggered, TRACE_LENGTH } from './recording.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

/**
 * Cycles between the first sample beyond the threshold and time 0: three from the comparison to the pulse, one for the
 * trigger; time 0 is one cycle before the time stamp (red_pitaya_scope.v).
 */
const EDGE_LATENCY = 3;

const TRIGGER_TIMEOUT = { code: 'timeout', effect: 'done', info: { limit: 'trigger_timeout' } };

/** A triangle on asg0 and out1, a saw tooth of another frequency on asg1. */
async function signals(): Promise<void> {
  await client.command('asg_setup', {
    channel: 'asg0',
    waveform: 'ramp',
    frequency: 30_000,
    amplitude: 0.4,
    offset: 0.05,
    output_direct: 'out1',
    trigger_source: 'immediately',
  });
  await client.command('asg_setup', {
    channel: 'asg1',
    waveform: 'halframp',
    frequency: 1234.5,
    amplitude: 0.4,
    offset: 0,
    output_direct: 'off',
    trigger_source: 'immediately',
  });
}

const EDGES = [
  { source: 'ch1_positive_edge', channel: 0, rising: true },
  { source: 'ch1_negative_edge', channel: 0, rising: false },
  { source: 'ch2_positive_edge', channel: 1, rising: true },
  { source: 'ch2_negative_edge', channel: 1, rising: false },
] as const;

describe('edge triggers', () => {
  for (const threshold of [-0.2, 0.125]) {
    it.each(EDGES)(
      `$source at ${threshold} V: time 0 is three cycles after the signal came to the threshold`,
      async ({ source, channel, rising }) => {
        await signals();
        const { counts, firstCycle, trigger } = await recordTriggered(
          client,
          channel === 0 ? ['asg0', 'in1'] : ['in1', 'asg0'],
          { trigger_source: source, threshold, hysteresis: 0.02, trigger_delay: 0 },
        );
        const level = Math.round(threshold * 8192);
        const trace = counts[channel];
        const zero = trigger - 1 - firstCycle;
        // Two samples more than asked for are recorded at decimation 1, so the trace begins later by them.
        expect(zero).toBe(TRACE_LENGTH / 2 - 2);
        const at = (cycles: number): number => trace[zero - EDGE_LATENCY + cycles] ?? Number.NaN;
        const beyond = (value: number): boolean => (rising ? value >= level : value <= level);
        expect([at(-1), at(0)].map(beyond)).toEqual([false, true]);
      },
    );
  }

  it('the input triggers as well, with its noise', async () => {
    await signals();
    const { counts, firstCycle, trigger } = await recordTriggered(client, ['in1', 'asg0'], {
      trigger_source: 'ch1_negative_edge',
      threshold: 0.1,
      hysteresis: 0.05,
      trigger_delay: 0,
    });
    const [input] = counts;
    const zero = trigger - 1 - firstCycle;
    const crossing = (input[zero - EDGE_LATENCY] ?? Number.NaN) / 8192;
    expect(Math.abs(crossing - 0.1)).toBeLessThan(tolerances.sample + 0.001);
    expect(input[zero - 1000]).toBeGreaterThan(input[zero + 1000] ?? Number.NaN);
  });

  it('the hysteresis keeps a signal that does not come back far enough from triggering', async () => {
    await signals();
    const acquisition = acquire(client, ['asg0', 'in1'], {
      decimation: 1,
      trigger_source: 'ch1_positive_edge',
      threshold: 0.3,
      hysteresis: 0.7,
      timeout: 0.2,
    });
    await expect(acquisition.then(() => 'a trigger came')).rejects.toThrow(
      /armed, waiting for asg0 rising through 0\.30+\d* V/,
    );
    await expect(acquisition).rejects.toMatchObject(TRIGGER_TIMEOUT);
  });

  it.each([-50e-6, 20e-6, 300e-6])('trigger_delay moves the centre of the trace: %d s', async (delay) => {
    await signals();
    const { voltage, time } = await acquire(client, ['asg0', 'in1'], {
      decimation: 1,
      trigger_source: 'ch1_positive_edge',
      threshold: 0.05,
      hysteresis: 0.02,
      trigger_delay: delay,
    });
    // Two samples more than asked for are recorded at decimation 1.
    expect(time[TRACE_LENGTH / 2]).toBeCloseTo(delay + 2 / CLOCK_FREQUENCY, 10);
    const period = CLOCK_FREQUENCY / 30_000;
    const zero = -(time[0] ?? 0) * CLOCK_FREQUENCY - EDGE_LATENCY;
    const turns = Math.ceil(-zero / period);
    const crossing = Math.round(zero + turns * period);
    expect(Math.abs((voltage[0][crossing] ?? Number.NaN) - 0.05)).toBeLessThan(2e-3);
    expect(voltage[0][crossing + 500]).toBeGreaterThan(voltage[0][crossing] ?? Number.NaN);
  });
});

describe('the other sources', () => {
  it.each([
    ['asg0', 30_000, -0.35],
    ['asg1', 1234.5, -0.4],
  ] as const)('%s: time 0 is the beginning of a period', async (source, frequency, lowest) => {
    await signals();
    const { counts, firstCycle, trigger } = await recordTriggered(client, [source, 'in1'], {
      trigger_source: source,
      trigger_delay: 0,
    });
    const [trace] = counts;
    // The end of a period triggers after four cycles; the first value after it is seen seven cycles after its pointer.
    const first = (trace[trigger + 3 - firstCycle] ?? Number.NaN) / 8192;
    const rise = ((source === 'asg0' ? 4 : 2) * 0.4 * frequency) / CLOCK_FREQUENCY;
    expect(first).toBeGreaterThanOrEqual(lowest - 2 / 8192);
    expect(first).toBeLessThanOrEqual(lowest + rise + 2 / 8192);
  });

  it.each(['ext_positive_edge', 'ext_negative_edge', 'dsp'] as const)(
    '%s, where nothing comes, ends with the sentence what was waited for',
    async (trigger_source) => {
      const acquisition = acquire(client, ['asg0', 'in1'], { decimation: 1, trigger_source, timeout: 0.1 });
      await expect(acquisition).rejects.toThrow(
        /waiting for (a (rising|falling) edge at the external trigger|the trig module)/,
      );
      await expect(acquisition).rejects.toMatchObject(TRIGGER_TIMEOUT);
    },
  );

  it('after a timeout the next acquisition is as any other', async () => {
    const { voltage, time } = await acquire(client, ['asg0', 'in1'], { decimation: 8 });
    expect([voltage[0].length, voltage[1].length, time.length]).toEqual([
      TRACE_LENGTH,
      TRACE_LENGTH,
      TRACE_LENGTH,
    ]);
  });
});
