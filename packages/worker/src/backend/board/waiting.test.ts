import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { Bench, Bystander } from './testing/bench.ts';

const ENOUGH = new CommandError('cancelled', 'Somebody cancelled it.', { effect: 'done' });
const NEVER = { trigger_source: 'ch1_positive_edge', threshold: 0.5, timeout: 3600 } as const;

describe('commands that wait', () => {
  it('are stopped by their signal with its reason; the scope is disarmed and its settings stay', async () => {
    await using bench = await Bench.start();
    const context = new Bystander(1);
    const acquiring = bench.run('scope_acquire', { ...NEVER, decimation: 1024 }, context);
    const describeState = await context.waits;
    expect(describeState()).toMatch(/^armed/);
    expect(await bench.run('scope_get', {})).toMatchObject({ armed: true, decimation: 1024 });
    context.controller.abort(ENOUGH);
    await expect(acquiring).rejects.toBe(ENOUGH);
    expect(await bench.run('scope_get', {})).toMatchObject({ armed: false, decimation: 1024 });
  });

  it('tell the settings of the scope as soon as it waits', async () => {
    await using bench = await Bench.start();
    const told = Promise.withResolvers<unknown>();
    bench.backend.onChange((changes) => told.resolve(changes.get('scope')));
    const context = new Bystander(1);
    const acquiring = bench.run('scope_acquire', { ...NEVER, decimation: 8 }, context);
    expect(await told.promise).toMatchObject({ decimation: 8, trigger_source: 'ch1_positive_edge' });
    context.controller.abort(ENOUGH);
    await expect(acquiring).rejects.toBe(ENOUGH);
  });

  it('tell what they have set, also if somebody reads it the moment they wait', async () => {
    await using bench = await Bench.start();
    const told: unknown[] = [];
    bench.backend.onChange((changes, number) => told.push([changes.get('scope'), number]));
    const context = new Bystander(7);
    const reads: Promise<unknown>[] = [];
    const waits = context.waiting.bind(context);
    context.waiting = (describeState) => {
      reads.push(bench.run('scope_get', {}));
      waits(describeState);
    };
    const acquiring = bench.run('scope_acquire', { ...NEVER, decimation: 8 }, context);
    await context.waits;
    expect(await reads[0]).toMatchObject({ decimation: 8 });
    context.controller.abort(ENOUGH);
    await expect(acquiring).rejects.toBe(ENOUGH);
    expect(told).toMatchObject([[{ decimation: 8 }, 7]]);
  });

  it('end with limit trigger_timeout when the trigger does not come in time', async () => {
    await using bench = await Bench.start();
    const acquiring = bench.run('scope_acquire', { ...NEVER, decimation: 1, timeout: 0.01 });
    const error = await acquiring.catch((reason: unknown) => reason);
    if (!(error instanceof CommandError)) throw new Error('it should have failed');
    expect(error.info).toEqual({ code: 'timeout', effect: 'done', limit: 'trigger_timeout' });
    expect(error.message).toContain('waiting for in1 rising through 0.5 V');
  });

  it('do not delay commands of other modules', async () => {
    await using bench = await Bench.start();
    const context = new Bystander(1);
    let pending = true;
    const acquiring = bench.run('scope_acquire', NEVER, context).finally(() => {
      pending = false;
    });
    await context.waits;
    await bench.run('pid_set_setpoint', { value: 0.5 });
    await bench.run('asg_setup', { waveform: 'sin' });
    await bench.run('iq_get_quadratures', { averaging_time: 1e-4 });
    await bench.run('sampler_read', {});
    await bench.run('outputs_off', {});
    expect(pending).toBe(true);
    context.controller.abort(ENOUGH);
    await expect(acquiring).rejects.toBe(ENOUGH);
  });

  it('report the progress of an average', async () => {
    await using bench = await Bench.start();
    const context = new Bystander(1);
    await bench.run('scope_acquire', { decimation: 1, trace_average: 3 }, context);
    expect(context.progressed).toEqual([
      { done: 1, total: 3 },
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ]);
  });
});
