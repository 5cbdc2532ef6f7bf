import { CommandError, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { startWorker, temporaryFolder } from '../rig/program.ts';

describe('a scope that waits for a trigger that never comes', () => {
  it('promise 2: "A scope waiting for its trigger never delays a PID setpoint": commands of every other module complete while it is pending', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate', 'waiting');
    const { url, token } = worker.line;
    await using scope = await connect(url, { token });
    await using other = await connect(url, { token });

    const order: string[] = [];
    const stop = new AbortController();
    const acquisition = scope
      .command(
        'scope_acquire',
        { trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 600 },
        { signal: stop.signal },
      )
      .then(
        () => Promise.reject(new Error('A trigger came that nobody sent.')),
        (error: unknown) => {
          order.push('scope_acquire');
          return error;
        },
      );
    const note = async (name: string, answer: Promise<unknown>): Promise<void> => {
      await answer;
      order.push(name);
    };
    for (const client of [scope, other]) {
      for (const channel of ['pid0', 'pid1', 'pid2'] as const) {
        await note(channel, client.command('pid_set_setpoint', { channel, value: 0.125 }));
      }
      for (const channel of ['asg0', 'asg1'] as const) {
        await note(
          channel,
          client.command('asg_setup', { channel, waveform: 'sin', frequency: 1000, amplitude: 0.1 }),
        );
      }
      for (const channel of ['iq0', 'iq1', 'iq2'] as const) {
        await note(channel, client.command('iq_get_quadratures', { channel, averaging_time: 0.001 }));
      }
      await note('sampler', client.command('sampler_read', { channels: ['in1', 'in2'] }));
      await note('hk', client.command('hk_get', {}));
      await note('scope_get', client.command('scope_get', {}));
      await note('state_get', client.command('state_get', {}));
      await note('outputs_off', client.command('outputs_off', {}));
    }
    expect(order).not.toContain('scope_acquire');
    expect(order).toHaveLength(26);

    stop.abort();
    const error = await acquisition;
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ code: 'cancelled', effect: 'done' });
    expect(order.at(-1)).toBe('scope_acquire');
  });
});
