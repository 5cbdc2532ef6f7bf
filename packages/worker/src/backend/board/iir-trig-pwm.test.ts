import { describe, expect, it } from 'vitest';
import type { ModuleChanges } from '../backend.ts';
import { Bench, Bystander } from './testing/bench.ts';

const RESONANCE = { zeros: [[-3000, 100_000]], poles: [[-3000, 50_000]], gain: 0.5, loops: 10 } satisfies {
  zeros: [number, number][];
  poles: [number, number][];
  gain: number;
  loops: number;
};

describe('iir_setup and iir_get', () => {
  it('answer with the settings and the transfer function that results', async () => {
    await using bench = await Bench.start();
    expect((await bench.run('iir_get', {})).transfer_function).toBe(null);
    const settings = await bench.run('iir_setup', { ...RESONANCE, input: 'in2', on: true });
    expect(settings).toMatchObject({ ...RESONANCE, input: 'in2', on: true, overflow: [] });
    const { transfer_function, ...others } = await bench.run('iir_get', {
      frequencies: [0, 50_000, 100_000],
    });
    expect(others).toEqual(settings);
    const [constant = 0, pole = 0, zero = 0] = Array.from(transfer_function?.magnitude ?? []);
    expect(constant).toBeCloseTo(0.5, 2);
    expect(pole).toBeGreaterThan(2);
    expect(zero).toBeLessThan(0.1);
    expect(transfer_function?.phase[0]).toBe(0);
  });

  it('space the points of a range logarithmically', async () => {
    await using bench = await Bench.start();
    await bench.run('iir_setup', RESONANCE);
    const range = await bench.run('iir_get', { start: 1000, stop: 1e6, points: 4 });
    const frequencies = Array.from(range.transfer_function?.frequency ?? []);
    expect(frequencies.map((value) => Math.round(value))).toEqual([1000, 10_000, 100_000, 1_000_000]);
    const one = await bench.run('iir_get', { start: 1000, points: 1 });
    expect(Array.from(one.transfer_function?.frequency ?? [])).toEqual([1000]);
  });

  it('"what no register tells comes from the worker\'s state file of that board, else it is null, never guessed"', async () => {
    await using bench = await Bench.start();
    const settings = await bench.run('iir_setup', { ...RESONANCE, on: true, output_direct: 'out1' });
    await bench.run('outputs_off', {});
    await bench.restart();
    const { transfer_function, ...again } = await bench.run('iir_get', {});
    expect(again).toEqual({ ...settings, output_direct: 'off' });
    expect(transfer_function?.frequency).toHaveLength(501);
    await bench.powerCycle();
    expect(await bench.run('iir_get', {})).toMatchObject({
      zeros: null,
      poles: null,
      gain: null,
      coefficients: null,
      transfer_function: null,
    });
  });

  it.each([
    [{ poles: [-1000] }, 'poles', 'given together with zeros and poles'],
    [{ zeros: [], poles: [-1000, -1000] }, 'poles', 'different from each other'],
    [{ zeros: [], poles: [[-1, 1e7]] satisfies [number, number][], loops: 10 }, 'poles', 'below 6250000 Hz'],
    [{ zeros: [], poles: [], gain: 5 }, 'gain', 'at most 4 in size'],
    [{ zeros: [], poles: [-1, -2, -3, -4, -5, -6, -7], loops: 3 }, 'loops', 'at least 4'],
    [{ input_filter: 1e9 }, 'input_filter', '0, or from'],
  ])('refuse %o, and nothing is written', async (params, path, reason) => {
    await using bench = await Bench.start();
    const refused = bench.run('iir_setup', params);
    await expect(refused).rejects.toMatchObject({
      info: { code: 'invalid_params', effect: 'none', issues: [{ path }] },
    });
    await expect(refused).rejects.toThrow(reason);
    expect(bench.board.writes.total).toBe(0);
  });
});

describe('trig_setup', () => {
  it('takes levels in volts at the connector', async () => {
    await using bench = await Bench.start({ in1: 'HV', in2: 'LV' });
    const settings = await bench.run('trig_setup', { input: 'in1', threshold: 5, hysteresis: 0.5 });
    expect(settings.threshold).toBe(5);
    expect(settings.hysteresis).toBeCloseTo(0.5, 2);
    expect((await bench.run('trig_setup', { input: 'in2' })).threshold).toBe(0.25);
    await expect(bench.run('trig_setup', { threshold: 5 })).rejects.toThrow(
      'threshold must be from -1 V to 1 V, for in2 is set to LV, but was 5 V. Nothing was changed.',
    );
    await expect(
      bench.run('trig_setup', { input: 'in1', threshold: 18, hysteresis: 6, trigger_source: 'neg_edge' }),
    ).rejects.toThrow(/hysteresis = 6\S* V is impossible: it must be at most 1.99\d+ V/);
  });

  it('arms only if it is told to', async () => {
    await using bench = await Bench.start();
    expect(await bench.run('trig_setup', { threshold: 0.5, trigger_source: 'pos_edge' })).toMatchObject({
      armed: false,
    });
    expect(await bench.run('trig_setup', { armed: true })).toMatchObject({ armed: true, threshold: 0.5 });
  });
});

describe('the settings of iir, trig and pwm', () => {
  it('are told when they change, and in state_get', async () => {
    await using bench = await Bench.start();
    const told: [ModuleChanges, number | null][] = [];
    bench.backend.onChange((changes, number) => told.push([changes, number]));
    const iir = await bench.run('iir_setup', { input: 'asg1', output_direct: 'out1' }, new Bystander(1));
    const trig = await bench.run('trig_setup', { output_direct: 'both' }, new Bystander(2));
    const pwm1 = await bench.run('pwm_set', { channel: 'pwm1', input: 'pid2' }, new Bystander(3));
    expect(pwm1).toEqual({ input: 'pid2' });
    expect(told).toEqual([
      [new Map([['iir', iir]]), 1],
      [new Map([['trig', trig]]), 2],
      [new Map([['pwm1', pwm1]]), 3],
    ]);
    const { modules } = await bench.run('state_get', {});
    expect(modules).toMatchObject({ iir, trig, pwm0: { input: 'off' }, pwm1 });

    expect((await bench.run('outputs_off', {})).was).toMatchObject({ iir: 'out1', trig: 'both' });
    expect(told.slice(3).map(([changes]) => [...changes.keys()])).toEqual([['iir'], ['trig']]);
    const after = await bench.run('state_get', {});
    expect(after.modules).toMatchObject({
      iir: { output_direct: 'off' },
      trig: { output_direct: 'off' },
      pwm1,
    });
  });
});
