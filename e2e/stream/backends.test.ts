import { type ScopeTrace, type TopicEvent, TRACE_LENGTH } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BACKENDS, startBench } from '../contract/backends.ts';

const status = z.object({
  stream: z.object({ viewers: z.int(), state: z.string(), reason: z.string().nullable() }),
});

async function until(
  events: AsyncIterable<TopicEvent<'scope_trace'>>,
  isMet: (data: ScopeTrace) => boolean,
): Promise<TopicEvent<'scope_trace'>> {
  for await (const event of events) if (isMet(event.data)) return event;
  throw new Error('The subscription has ended.');
}

describe.each(BACKENDS)('the stream of traces of the backend $name', (backend) => {
  it('is sent with the settings it was taken with, follows them, gives way to commands and ends', async () => {
    await using bench = await startBench(backend);
    const { client } = bench;
    const viewer = await bench.attach();
    const stream = async () => status.parse(await client.command('status')).stream;
    const untilState = async (wanted: string): Promise<string | null> => {
      await using briefs = await client.subscribe('worker');
      for await (const { data } of briefs) if (data.stream.state === wanted) return data.stream.reason;
      throw new Error('The subscription has ended.');
    };

    await client.command('asg_setup', {
      ...{ channel: 'asg0', waveform: 'sin', frequency: 10e3, amplitude: 0.5 },
      ...{ trigger_source: 'immediately' },
    });
    const events = await viewer.subscribe('scope_trace', { max_rate: 50 });
    expect(await untilState('no_trigger')).toContain('trigger source');
    const set = await client.command('scope_setup', {
      ...{ input1: 'asg0', input2: 'off', decimation: 16, trigger_source: 'immediately' },
    });
    const { data, seq } = await until(events, () => true);
    expect(data.settings).toEqual(set);
    expect(data.time_step).toBeCloseTo(16 * 8e-9, 15);
    expect(data.voltage.map(({ length }) => length)).toEqual([TRACE_LENGTH, TRACE_LENGTH]);
    if (backend.hasSignals) {
      expect(Math.max(...Array.from(data.voltage[0]))).toBeCloseTo(0.5, 2);
      expect(Math.max(...Array.from(data.voltage[1]))).toBe(0);
    }

    for (const decimation of [64, 1, 1024]) {
      const setup = client.command('scope_set_decimation', { value: decimation });
      const setpoint = client.command('pid_set_setpoint', { channel: 'pid0', value: 0.125 });
      expect(await setup).toBe(decimation);
      expect(await setpoint).toBe(0.125);
      const later = await until(events, ({ settings }) => settings.decimation === decimation);
      expect(later.seq).toBeGreaterThan(seq);
      expect(later.data.settings).toEqual({ ...set, decimation });
    }
    await client.command('scope_acquire', { decimation: 2, input_channels: ['asg0', 'off'] });
    const acquired = await until(events, ({ settings }) => settings.decimation === 2);
    expect(acquired.data.settings.trigger_source).toBe('immediately');

    await client.command('scope_set_trigger', { source: 'ch1_positive_edge' });
    await client.command('scope_setup', { threshold: 0.9 });
    if (backend.hasSignals) {
      expect(await untilState('waiting')).toContain('waiting for asg0 rising through 0.9');
      expect(await client.command('scope_get')).toMatchObject({ armed: true });
      expect(await client.command('scope_setup', { threshold: 0.8 })).toMatchObject({
        trigger_source: 'ch1_positive_edge',
      });
      expect(await untilState('waiting')).toContain('0.8');
    } else expect(await untilState('failed')).toContain('has no trigger');

    await events.close();
    expect(await stream()).toMatchObject({ viewers: 0, state: 'idle', reason: null });
    await client.command('scope_setup', { threshold: 0.7 });
    if (backend.hasSignals) expect(await client.command('scope_get')).toMatchObject({ armed: false });
  });
});
