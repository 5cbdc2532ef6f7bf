import { describe, expect, it } from 'vitest';
import { onBench } from './testing/on-bench.ts';
import { describeWait } from './wait-state.ts';

describe('demodulator', () => {
  it('measures the amplitude and the phase of a loop-back', async () => {
    await onBench(async ({ board }) => {
      const frequency = 1e6;
      await board.iq0.setup({
        input: 'in1',
        output_direct: 'out1',
        frequency,
        amplitude: 0.25,
        bandwidth: [1e4, 1e4],
        gain: 0,
        phase: 0,
        acbandwidth: 0,
        output_signal: 'output_direct',
      });
      const { i, q } = await board.iq0.measureQuadratures(1e-3);
      expect(Math.hypot(i, q)).toBeCloseTo(0.25, 2);
      await board.iq0.setup({ phase: 90 });
      const turned = await board.iq0.measureQuadratures(1e-3);
      const angle = (Math.atan2(turned.q, turned.i) - Math.atan2(q, i)) * (180 / Math.PI);
      expect(Math.abs(((angle + 540) % 360) - 180)).toBeCloseTo(90, 0);
    });
  });

  it('changes neither outputs nor settings while it measures, and can be stopped', async () => {
    await onBench(async ({ board, clock }) => {
      await board.iq1.setup({
        input: 'in2',
        output_direct: 'out2',
        frequency: 5e5,
        amplitude: 0.1,
        bandwidth: 1e3,
      });
      const before = await board.iq1.get();
      await board.iq1.measureQuadratures(1e-3);
      expect(await board.iq1.get()).toEqual(before);

      const controller = new AbortController();
      const begun = clock.now();
      const stopped = board.iq1.measureQuadratures(30, {
        signal: controller.signal,
        onWaiting: () => clock.setTimer(() => controller.abort(), 5),
      });
      await expect(stopped).rejects.toThrow('Stopped after 0.005 s: averaging the quadratures for 30 s');
      expect(clock.now() - begun).toBeLessThan(100);
    });
  });
});

describe('controller', () => {
  it('passes its input on with gain and limits, and integrates', async () => {
    await onBench(async ({ board, clock }) => {
      await board.asg1.setup({ waveform: 'dc', amplitude: 0, offset: 0.25, trigger_source: 'immediately' });
      await board.pid0.setup({ input: 'asg1', setpoint: 0.05, p: 2, i: 0 });
      expect(await board.sampler.read(['pid0', 'asg1'])).toEqual([expect.closeTo(0.4, 3), 0.25]);
      await board.pid0.setup({ max_voltage: 0.3 });
      expect(await board.sampler.read(['pid0'])).toEqual([expect.closeTo(0.3, 3)]);

      await board.pid0.setup({ p: 0, i: 10, max_voltage: 1 });
      await board.pid0.setIntegrator(0);
      clock.pass(10);
      // 2 pi x 10 Hz x 0.2 V x 10 ms
      expect((await board.pid0.get()).integrator).toBeCloseTo(0.1257, 3);
      expect(await board.pid0.setup({ pause: 'i' })).toMatchObject({ pause: 'i' });
      const { integrator: paused } = await board.pid0.get();
      clock.pass(10);
      expect((await board.pid0.get()).integrator).toBe(paused);
      expect(await board.pid0.reset()).toBe(0);
      expect(await board.pid0.setSetpoint(-0.1)).toBeCloseTo(-0.1, 3);
      expect(await board.pid0.getSetpoint()).toBeCloseTo(-0.1, 3);
    });
  });
});

describe('generator', () => {
  it('goes on where it is when frequency, amplitude or offset change, and starts anew when triggered', async () => {
    await onBench(async ({ board, clock }) => {
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 0.25,
        amplitude: 0.5,
        offset: 0,
        output_direct: 'out1',
        trigger_source: 'immediately',
      });
      clock.pass(1000);
      expect(await board.sampler.read(['asg0'])).toEqual([expect.closeTo(0.5, 2)]);
      let state = '';
      const falling = board.scope.acquire({
        settings: {
          input1: 'out1',
          decimation: 1,
          trigger_source: 'ch1_negative_edge',
          threshold: 0.25,
          trigger_delay: 0,
        },
        triggerTimeout: 3600,
        onWaiting: (now) => {
          state = describeWait(now);
        },
      });
      for (const value of [0.4, 0.5, 0.45]) {
        await board.asg0.setup({ offset: 0.1 * value, frequency: value / 2, amplitude: value });
        await board.asg1.setup({ trigger_source: 'immediately', frequency: 1e3, waveform: 'square' });
      }
      await expect.poll(() => state).toBe('armed, waiting for out1 falling through 0.25 V');
      await board.asg0.setup({ trigger_source: 'immediately' });
      const { voltage } = await falling;
      const [trace = new Float32Array()] = voltage;
      expect(trace[0]).toBeGreaterThan(0.4);
      expect(trace.at(-1)).toBeCloseTo(0.045, 2);
    });
  });

  it('connects the output before the first period, and disconnects it before anything else', async () => {
    await onBench(async ({ board }) => {
      const burst = { cycles_per_burst: 1, output_direct: 'out1', trigger_source: 'immediately' } as const;
      await board.scope.setup({ input1: 'out1', decimation: 16, trigger_delay: 5e-4, hysteresis: 0.01 });
      await board.asg0.setup({ waveform: 'square', frequency: 1e3, amplitude: 0, offset: 0 });
      const armed = Promise.withResolvers<void>();
      const acquisition = board.scope.acquire({
        settings: { trigger_source: 'ch1_positive_edge', threshold: 0.1 },
        triggerTimeout: 3600,
        onWaiting: (state) => {
          if (state.kind === 'armed') armed.resolve();
        },
      });
      await armed.promise;
      await board.asg0.setup({ ...burst, amplitude: 0.5 });
      const { voltage, time } = await acquisition;
      const [trace = new Float32Array()] = voltage;
      const at = (seconds: number): number =>
        trace[Math.round((seconds - time.start) / time.step)] ?? Number.NaN;
      expect([at(1e-5), at(4.9e-4), at(5.1e-4), at(9.9e-4)].map((value) => Number(value.toFixed(2)))).toEqual(
        [0.5, 0.5, -0.5, -0.5],
      );
    });
  });
});
