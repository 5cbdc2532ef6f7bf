import { describe, expect, it } from 'vitest';
import { onBench } from './testing/on-bench.ts';

describe('calls of one module that overlap', () => {
  it('a generator changes only what each gives', async () => {
    await onBench(async ({ board: { asg0 } }) => {
      const [noise] = await Promise.all([
        asg0.setup({ waveform: 'noise', amplitude: 0.125 }),
        asg0.setup({ offset: 0.25 }),
        asg0.setup({ waveform: 'sin' }),
        asg0.setup({ frequency: 0 }),
      ]);
      expect(noise).toMatchObject({ waveform: 'noise', amplitude: 0.125, offset: 0 });
      expect(await asg0.get()).toMatchObject({ waveform: 'sin', amplitude: 0.125, offset: 0.25 });
    });
  });

  it('one that is refused does not hold up the next', async () => {
    await onBench(async ({ board: { asg0 } }) => {
      const refused = asg0.setup({ amplitude: 2 });
      const next = asg0.setup({ amplitude: 0.5 });
      await expect(refused).rejects.toThrow('amplitude = 2 V is impossible');
      expect((await next).amplitude).toBe(0.5);
    });
  });

  it('a demodulator measures at the frequency that was set before', async () => {
    await onBench(async ({ board: { iq0 } }) => {
      await iq0.setup({ frequency: 1e6, bandwidth: 1e5 });
      const setup = iq0.setup({ frequency: 2e6 });
      await Promise.all([setup, iq0.measureQuadratures(1e-4)]);
      expect((await iq0.get()).frequency).toBeCloseTo(2e6, 1);
    });
  });

  it('a setup of the scope does not disturb the acquisition before it', async () => {
    await onBench(async ({ board: { asg0, scope } }) => {
      const frequency = 125e6 / 64 / 16_384;
      await asg0.setup({ waveform: 'halframp', amplitude: 1, frequency, trigger_source: 'immediately' });
      const settings = { input1: 'asg0', decimation: 64, trigger_source: 'immediately' } as const;
      const acquisition = scope.acquire({ settings });
      const setup = scope.setup({ decimation: 1024 });
      const { voltage } = await acquisition;
      const middle = (voltage[0] ?? []).slice(8000, 8100);
      const steps = middle.slice(1).map((value, index) => (value - (middle[index] ?? 0)) * 8192);
      // The ramp rises by one code per sample; in one of the steps it may begin anew.
      expect(Math.max(...steps)).toBe(1);
      expect((await setup).decimation).toBe(1024);
    });
  });
});
