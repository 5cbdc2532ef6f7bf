import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { Bench, Bystander } from './testing/bench.ts';

const SINE = {
  waveform: 'sin',
  amplitude: 0.5,
  frequency: 125e6 / 1024,
  trigger_source: 'immediately',
} as const;
const peak = (trace: ArrayLike<number>): number => Math.max(...Array.from(trace));

/** One trace of a result. */
function trace(voltage: unknown): Float32Array {
  if (!(voltage instanceof Float32Array)) throw new Error('not one trace');
  return voltage;
}

/** Both traces of a result. */
function traces(voltage: unknown): Float32Array[] {
  if (!Array.isArray(voltage)) throw new Error('not two traces');
  return voltage.map(trace);
}

describe('signals', () => {
  it('flow from a generator over the wire to scope, sampler and demodulator', async () => {
    await using bench = await Bench.start();
    await bench.run('asg_setup', { ...SINE, output_direct: 'out1' });
    const { voltage, time, settings } = await bench.run('scope_acquire', { decimation: 1 });
    expect(peak(trace(voltage))).toBeCloseTo(0.5, 3);
    expect(time).toHaveLength(16_384);
    expect(time[1]).toBe(8e-9);
    expect(settings).toMatchObject({ input1: 'in1', decimation: 1, trigger_source: 'immediately' });
    await bench.run('iq_setup', { frequency: 125e6 / 1024, bandwidth: [10_000, 10_000], input: 'in1' });
    const { magnitude, i, q, phase } = await bench.run('iq_get_measurement', { averaging_time: 0.001 });
    expect(magnitude).toBeCloseTo(0.5, 2);
    expect(Math.atan2(q, i)).toBeCloseTo((phase * Math.PI) / 180, 9);
    expect(await bench.run('outputs_off', {})).toMatchObject({ was: { asg0: 'out1' }, out1: 0, out2: 0 });
    expect(await bench.run('asg_get', {})).toMatchObject({ output_direct: 'off', waveform: 'sin' });
  });

  it('are chosen by input_channel, input_channels or input1, and stay chosen', async () => {
    await using bench = await Bench.start();
    await bench.run('asg_setup', { ...SINE, channel: 'asg1', output_direct: 'out2' });
    const both = await bench.run('scope_acquire', { decimation: 1, input_channels: ['in1', 'in2'] });
    expect(both.settings).toMatchObject({ input1: 'in1', input2: 'in2' });
    expect(traces(both.voltage).map(peak)).toEqual([0, expect.closeTo(0.5, 3)]);
    const one = await bench.run('scope_acquire', { decimation: 1, input_channel: 'in2' });
    expect(peak(trace(one.voltage))).toBeCloseTo(0.5, 3);
    const other = await bench.run('scope_acquire', { decimation: 1, input1: 'asg1', input2: 'off' });
    expect(other.settings).toMatchObject({ input1: 'asg1', input2: 'off' });
    expect(peak(trace(other.voltage))).toBeCloseTo(0.5, 3);
    const origin = await bench.run('scope_acquire', { decimation: 1 });
    expect(origin.settings).toMatchObject({ input1: 'in1', input2: 'off' });
  });

  it('have one and the same time axis as long as the settings stay', async () => {
    await using bench = await Bench.start();
    const first = await bench.run('scope_acquire', { decimation: 1 });
    const second = await bench.run('scope_acquire', { decimation: 1 });
    const third = await bench.run('scope_acquire', { decimation: 2 });
    expect(second.time).toBe(first.time);
    expect(third.time).not.toBe(first.time);
  });
});

describe('the input range: "values on the wire are volts at the connector, scaled once"', () => {
  it('applies to traces, samples, trigger levels, setpoints and quadratures of that input only', async () => {
    await using bench = await Bench.start({ in1: 'HV', in2: 'LV' });
    await bench.run('asg_setup', { ...SINE, output_direct: 'both' });
    const both = await bench.run('scope_acquire', {
      decimation: 1,
      input_channels: ['in1', 'in2'],
      trigger_source: 'ch1_positive_edge',
      threshold: 5,
      hysteresis: 1,
    });
    expect(traces(both.voltage).map(peak)).toEqual([expect.closeTo(10, 2), expect.closeTo(0.5, 3)]);
    expect(both.settings.threshold).toBeCloseTo(5, 2);
    expect(both.settings.hysteresis).toBeCloseTo(1, 2);
    const [in1Only] = traces(both.voltage);
    expect(in1Only?.[8191]).toBeGreaterThan(4.5);
    await bench.run('asg_setup', { waveform: 'dc', offset: 0.25, trigger_source: 'immediately' });
    expect(await bench.run('sampler_read', { channels: ['in1', 'in2', 'out1'] })).toEqual([5, 0.25, 0.25]);

    expect(await bench.run('pid_set_setpoint', { value: 15 })).toBeCloseTo(15, 2);
    expect(await bench.run('pid_get_setpoint', {})).toBeCloseTo(15, 2);
    await expect(bench.run('pid_configure', { input: 'in2', setpoint: 15 })).rejects.toThrow(
      'setpoint must be from -1 V to 1 V, for in2 is set to LV',
    );
    expect((await bench.run('pid_configure', { input: 'in2' })).setpoint).toBeCloseTo(0.75, 3);

    await bench.run('asg_setup', SINE);
    await bench.run('iq_setup', { frequency: 125e6 / 1024, bandwidth: [10_000, 10_000], input: 'in1' });
    const { magnitude } = await bench.run('iq_get_measurement', { averaging_time: 0.001 });
    expect(magnitude).toBeCloseTo(10, 1);
  });

  it('applies to what is said about the trigger', async () => {
    await using bench = await Bench.start({ in1: 'HV', in2: 'LV' });
    const rising = { trigger_source: 'ch1_positive_edge', threshold: 5 } as const;
    await expect(bench.run('scope_acquire', { ...rising, decimation: 1, timeout: 0.01 })).rejects.toThrow(
      'armed, waiting for in1 rising through 5 V',
    );
    const context = new Bystander(1);
    const acquiring = bench.run('scope_acquire', { ...rising, timeout: 3600 }, context);
    expect((await context.waits)()).toMatch(/waiting for in1 rising through 5 V$/);
    const enough = new CommandError('cancelled', 'Somebody cancelled it.');
    context.controller.abort(enough);
    await expect(acquiring).rejects.toBe(enough);
    await expect(bench.run('scope_setup', { threshold: -15, hysteresis: 10 })).rejects.toThrow(
      'hysteresis = 10 V is impossible: it must be at most 5 V, for from a threshold of -15 V',
    );
    expect((await bench.run('scope_get', {})).threshold).toBeCloseTo(5, 2);
  });
});
