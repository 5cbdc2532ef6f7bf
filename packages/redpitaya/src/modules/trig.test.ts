import { describe, expect, it } from 'vitest';
import { onBench } from './testing/on-bench.ts';

describe('the trigger module', () => {
  it('tells what was given', async () => {
    await onBench(async ({ board: { trig } }) => {
      const given = {
        input: 'asg1',
        output_direct: 'both',
        output_signal: 'asg0_phase',
        trigger_source: 'both_edge',
        threshold: -0.25,
        hysteresis: 0.125,
        phase_offset: 45,
        phase_abs: true,
        auto_rearm: false,
      } as const;
      const settings = await trig.setup({ ...given, input_filter: 1000, armed: true });
      expect(settings).toMatchObject(given);
      expect(settings.input_filter).toBeGreaterThan(500);
      expect(await trig.setup({ auto_rearm: true })).toMatchObject({ ...given, auto_rearm: true });
    });
  });

  it('an edge that can never be seen is refused', async () => {
    await onBench(async ({ board: { trig } }) => {
      await trig.setup({ threshold: 0.75, trigger_source: 'pos_edge' });
      await trig.setup({ hysteresis: 0.5 });
      await expect(trig.setup({ trigger_source: 'both_edge' })).rejects.toThrow('cannot rise any further');
      await expect(trig.setup({ threshold: -0.75 })).rejects.toThrow('cannot fall any further');
      expect(await trig.get()).toMatchObject({ threshold: 0.75, trigger_source: 'pos_edge' });
    });
  });

  it('an edge disarms it, and the phase of asg0 at the edge is its output', async () => {
    await onBench(async ({ board: { asg0, sampler, trig }, clock }) => {
      await trig.setup({
        input: 'asg0',
        trigger_source: 'pos_edge',
        threshold: 0,
        hysteresis: 0.1,
        output_signal: 'asg0_phase',
      });
      await asg0.setup({ waveform: 'sin', amplitude: 0.5, frequency: 1e4, trigger_source: 'immediately' });
      clock.pass(1);
      expect((await trig.get()).armed).toBe(false);
      expect((await trig.setup({ phase_offset: 90, armed: true })).armed).toBe(true);
      clock.pass(1);
      expect((await trig.get()).armed).toBe(false);
      const [phase = Number.NaN] = await sampler.read(['trig']);
      // At the rising edge the sine's phase is 0, to which 90 deg are added: half of full scale.
      expect(phase).toBeCloseTo(0.5, 2);
      expect((await trig.setup({ auto_rearm: true })).armed).toBe(true);
    });
  });
});

describe('a slow output', () => {
  it('follows one of its own', async () => {
    await onBench(async ({ board: { pwm0, pwm1 } }) => {
      expect(await pwm0.setup({ input: 'pid1' })).toEqual({ input: 'pid1' });
      expect(await pwm1.get()).toEqual({ input: 'off' });
    });
  });
});
