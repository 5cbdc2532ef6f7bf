import { type Client, CommandError } from '@pyrpl-mux/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type ContractBench, startBench } from './backends.ts';

/** An acquisition whose trigger never comes. */
const ENDLESS = { trigger_source: 'ch1_positive_edge', threshold: 0.9, decimation: 64 } as const;

/** A promise's error, to be waited for at any time. */
function failure(pending: Promise<unknown>): Promise<CommandError> {
  return pending.then(
    (answer) => {
      throw new Error(`It was answered with ${JSON.stringify(answer).slice(0, 100)}.`);
    },
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
}

const withSignals = BACKENDS.filter(({ hasSignals }) => hasSignals);

describe.each(withSignals)('waits of the backend $name', (backend) => {
  let bench: ContractBench;
  let client: Client;
  beforeAll(async () => {
    bench = await startBench(backend);
    client = bench.client;
  });
  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });

  /** Resolves when the scope waits for its trigger: a read that passes it says so. */
  async function untilArmed(): Promise<void> {
    for (;;) {
      const { armed, triggered } = await client.command('scope_get', {});
      if (armed && !triggered) return;
    }
  }

  it('promise 2: "Only the same module waits": every other module works while the scope waits, in the order asked', async () => {
    const stop = new AbortController();
    const order: string[] = [];
    const waiting = failure(
      client.command('scope_acquire', { ...ENDLESS, timeout: 600 }, { signal: stop.signal }),
    ).finally(() => order.push('scope'));
    await untilArmed();
    for (let n = 1; n <= 3; n += 1) {
      expect(await client.command('pid_set_setpoint', { channel: 'pid1', value: n / 8 })).toBe(n / 8);
      await client.command('asg_set_frequency', { channel: 'asg1', value: 1000 * n });
      await client.command('iq_get_quadratures', { channel: 'iq2', averaging_time: 1e-3 });
      await client.command('sampler_read', { channel: 'in2' });
      order.push(`others ${n}`);
    }
    expect(order).toEqual(['others 1', 'others 2', 'others 3']);
    stop.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled', effect: 'done' });
  });

  it('promise 2: a setpoint that begins while the scope is read does not wait for the trace', async () => {
    const finished: string[] = [];
    const trace = client
      .command('scope_acquire', { decimation: 32_768, input_channels: ['in1', 'in2'] })
      .then(() => finished.push('trace'));
    await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.5 });
    finished.push('setpoint');
    await trace;
    expect(finished).toEqual(['setpoint', 'trace']);
  });

  it('promise 4: "Expired while running: only waiting is stopped, timeout, with the state at that moment": the trigger\'s timeout', async () => {
    const error = await failure(client.command('scope_acquire', { ...ENDLESS, timeout: 0.05 }));
    expect(error).toMatchObject({ code: 'timeout', effect: 'done', info: { limit: 'trigger_timeout' } });
    expect(error.message).toMatch(/armed|waiting/);
    expect(error.message).toContain('in1');
    expect((await client.command('scope_get', {})).armed).toBe(false);
  });

  it('promise 4: "Deadlines travel": the envelope\'s timeout ends the wait, and the next trace is taken', async () => {
    const error = await failure(client.command('scope_acquire', { ...ENDLESS, timeout: 60 }, { timeout: 2 }));
    expect(error).toMatchObject({ code: 'timeout', effect: 'done' });
    const { voltage } = await client.command('scope_acquire', { decimation: 1 });
    expect(voltage).toHaveLength(16_384);
  });

  it('promise 4: "Expired in the queue: expired, nothing was done"', async () => {
    const stop = new AbortController();
    const waiting = failure(
      client.command('scope_acquire', { ...ENDLESS, timeout: 60 }, { signal: stop.signal }),
    );
    await untilArmed();
    const error = await failure(client.command('scope_setup', { decimation: 2 }, { timeout: 0.1 }));
    expect(error).toMatchObject({ code: 'expired', effect: 'none' });
    stop.abort();
    await waiting;
    expect((await client.command('scope_get', {})).decimation).toBe(64);
  });

  it('cancels what is queued, then what waits; the lane is free afterwards', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = failure(
      client.command('scope_acquire', { ...ENDLESS, timeout: 60 }, { signal: first.signal }),
    );
    await untilArmed();
    const queued = failure(client.command('scope_setup', { decimation: 4 }, { signal: second.signal }));
    second.abort();
    expect(await queued).toMatchObject({ code: 'cancelled', effect: 'none' });
    first.abort();
    expect(await running).toMatchObject({ code: 'cancelled', effect: 'done' });
    expect(await client.command('scope_set_decimation', { value: 8 })).toBe(8);
  });

  it('promise 1 and 5: a client that leaves takes its waiting command with it', async () => {
    const leaver = await bench.attach();
    const lost = failure(leaver.command('scope_acquire', { ...ENDLESS, timeout: 600 }));
    await untilArmed();
    leaver.close();
    expect(await lost).toMatchObject({ code: 'worker_lost' });
    expect(await client.command('scope_set_decimation', { value: 16 })).toBe(16);
    expect((await client.command('scope_get', {})).armed).toBe(false);
  });

  it('answers what a generator makes in volts, seconds and hertz', async () => {
    const { frequency } = await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 10_000,
      amplitude: 0.5,
      offset: 0.1,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    const { voltage, time } = await client.command('scope_acquire', { decimation: 64, input_channel: 'in1' });
    const samples = Array.from(voltage, Number);
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    expect(mean).toBeGreaterThan(0.05);
    expect(Math.max(...samples)).toBeCloseTo(0.6, 2);
    expect(Math.min(...samples)).toBeCloseTo(-0.4, 2);
    const crossings = samples.filter(
      (value, n) => n > 0 && value >= 0.1 && (samples[n - 1] ?? 0) < 0.1,
    ).length;
    const duration = Number(time[time.length - 1]) - Number(time[0]);
    expect(duration).toBeCloseTo(16_383 * 64 * 8e-9, 9);
    expect(crossings / duration).toBeGreaterThan(0.9 * frequency);
    expect(crossings / duration).toBeLessThan(1.1 * frequency);
    await client.command('asg_off', { channel: 'asg0' });
  });

  it('measures the quadratures of a known sine', async () => {
    await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 100_000,
      amplitude: 0.5,
      offset: 0,
      trigger_source: 'immediately',
    });
    const { frequency } = await client.command('asg_get', { channel: 'asg0' });
    await client.command('iq_setup', {
      channel: 'iq0',
      input: 'asg0',
      frequency,
      bandwidth: [5e3, 5e3],
      acbandwidth: 0,
    });
    const { magnitude } = await client.command('iq_get_measurement', {
      channel: 'iq0',
      averaging_time: 0.01,
    });
    expect(magnitude).toBeGreaterThan(0.48);
    expect(magnitude).toBeLessThan(0.52);
  });
});
