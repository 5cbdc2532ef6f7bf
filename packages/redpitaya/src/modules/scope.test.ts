import { describe, expect, it } from 'vitest';
import { onBench } from './testing/on-bench.ts';
import { type AcquisitionState, describeWait } from './wait-state.ts';

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const extremes = (values: Float32Array): number[] => [Math.min(...values), Math.max(...values)];

describe('scope', () => {
  it('acquires at once what is asked for, at every decimation', async () => {
    await onBench(async ({ board }) => {
      await board.asg0.setup({ waveform: 'halframp', amplitude: 1, trigger_source: 'immediately' });
      for (let exponent = 0; exponent <= 16; exponent += 1) {
        const decimation = 2 ** exponent;
        // One period per trace: the ramp rises by one code per sample.
        await board.asg0.setup({ frequency: 125e6 / decimation / 16_384 });
        const settings = { input1: 'asg0', decimation, trigger_source: 'immediately' } as const;
        const {
          voltage,
          time,
          settings: readBack,
        } = await board.scope.acquire({ settings, channels: ['ch1'] });
        const [trace = new Float32Array()] = voltage;
        expect(voltage).toHaveLength(1);
        expect(trace).toHaveLength(16_384);
        expect(time).toEqual({ start: 0, step: decimation * 8e-9 });
        expect(readBack).toMatchObject(settings);
        const steps = trace.subarray(1).map((value, index) => value - (trace[index] ?? 0));
        const jumps = steps.filter((step) => Math.abs(step) > 3 / 8192);
        expect(jumps.length).toBeLessThanOrEqual(1);
        expect(mean(steps.filter((step) => step > -1))).toBeCloseTo(1 / 8192, 5);
      }
    });
  });

  it('has the crossing in the middle of a trace that is triggered by an edge, or where the delay says', async () => {
    await onBench(async ({ board }) => {
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 1e3,
        amplitude: 0.5,
        output_direct: 'out1',
        trigger_source: 'immediately',
      });
      for (const [source, delay, slope] of [
        ['ch1_positive_edge', 0, 1],
        ['ch1_negative_edge', 0, -1],
        ['ch1_positive_edge', 0.0004, 1],
        ['ch1_negative_edge', -0.0004, -1],
      ] as const) {
        const { voltage, time } = await board.scope.acquire({
          settings: {
            input1: 'in1',
            decimation: 16,
            trigger_source: source,
            trigger_delay: delay,
            threshold: 0.1,
            hysteresis: 0.01,
          },
        });
        const [trace = new Float32Array()] = voltage;
        expect(time.start + 8192 * time.step).toBeCloseTo(delay, 9);
        const at = (seconds: number): number =>
          trace[Math.round((seconds - time.start) / time.step)] ?? Number.NaN;
        expect(at(0)).toBeCloseTo(0.1, 2);
        expect(Math.sign(at(2e-5) - at(-2e-5))).toBe(slope);
      }
    });
  });

  it('records what comes long after the trigger', async () => {
    await onBench(async ({ board }) => {
      const frequency = 1e3;
      await board.asg0.setup({ waveform: 'sin', frequency, amplitude: 0.5, trigger_source: 'immediately' });
      const { voltage, time } = await board.scope.acquire({
        settings: { input1: 'asg0', decimation: 16, trigger_source: 'asg0', trigger_delay: 0.0105 },
      });
      const [trace = new Float32Array()] = voltage;
      expect(time.start + 8192 * time.step).toBeCloseTo(0.0105, 6);
      for (const index of [0, 5000, 10_000, 16_383]) {
        const expected = 0.5 * Math.sin(2 * Math.PI * frequency * (time.start + index * time.step));
        expect(trace[index]).toBeCloseTo(expected, 2);
      }
    });
  });

  it('gives an unbroken trace at decimation 1, where the board records two samples more than it is told', async () => {
    await onBench(async ({ board }) => {
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 20e3,
        amplitude: 1,
        output_direct: 'out1',
        trigger_source: 'immediately',
      });
      const { voltage, time } = await board.scope.acquire({
        settings: {
          input1: 'in1',
          input2: 'asg0',
          decimation: 1,
          trigger_source: 'ch1_positive_edge',
          threshold: 0,
          trigger_delay: 0,
        },
      });
      for (const trace of voltage) {
        const steps = trace.subarray(1).map((value, index) => Math.abs(value - (trace[index] ?? 0)));
        expect(Math.max(...steps)).toBeLessThan(2 * Math.PI * 20e3 * 8e-9 + 3 / 8192);
      }
      const [trace = new Float32Array()] = voltage;
      const crossing = trace.findIndex(
        (value, index) => index > 8000 && value >= 0 && (trace[index - 1] ?? 0) < 0,
      );
      expect(Math.abs(time.start + crossing * time.step)).toBeLessThan(8 * 8e-9);
    });
  });

  it('takes the time of the trigger from the board', async () => {
    await onBench(async ({ board, clock }) => {
      const first = await board.scope.acquire({ settings: { trigger_source: 'immediately', decimation: 1 } });
      clock.pass(1000);
      const second = await board.scope.acquire();
      const seconds = (second.triggerTimestamp - first.triggerTimestamp) * 8e-9;
      expect(seconds).toBeGreaterThan(1);
      expect(seconds).toBeLessThan(1.01);
    });
  });

  it('a trigger that never comes ends in an error that says what was waited for, and the scope is disarmed', async () => {
    await onBench(async ({ board, clock }) => {
      const states: string[] = [];
      const begun = clock.now();
      const acquisition = board.scope.acquire({
        settings: {
          input1: 'in1',
          trigger_source: 'ch1_positive_edge',
          threshold: 0.5,
          trigger_delay: 0,
          decimation: 64,
        },
        triggerTimeout: 2,
        onWaiting: (state) => states.push(describeWait(state)),
      });
      await expect(acquisition).rejects.toThrow(
        /^Timed out after 2\.00\d s: armed, waiting for in1 rising through 0\.5 V\. The scope was disarmed; its settings stay\.$/,
      );
      expect(clock.now() - begun).toBeLessThan(2020);
      expect(states).toEqual([
        'armed, recording what precedes the trigger, then waiting for in1 rising through 0.5 V',
        'armed, waiting for in1 rising through 0.5 V',
      ]);
      expect(board.remembered().scope.registers).toContain(64);
      expect(await board.scope.get()).toMatchObject({ armed: false, triggered: false, threshold: 0.5 });
    });
  });

  it('a wait that is stopped disarms the scope and tells its state; a signal aborted before leaves it alone', async () => {
    await onBench(async ({ board }) => {
      const controller = new AbortController();
      const stop = new Error('enough');
      const options = {
        settings: { trigger_source: 'ext_positive_edge', decimation: 1 },
        triggerTimeout: 60,
        signal: controller.signal,
        onWaiting: ({ kind }: AcquisitionState) => {
          if (kind === 'armed') controller.abort(stop);
        },
      } as const;
      await expect(board.scope.acquire(options)).rejects.toMatchObject({
        name: 'WaitAbortedError',
        cause: stop,
        state: { kind: 'armed', source: 'ext_positive_edge', edgeOf: null },
      });
      expect(await board.scope.get()).toMatchObject({ armed: false, decimation: 1 });
      const again = board.scope.acquire({ ...options, settings: { decimation: 64 } });
      await expect(again).rejects.toThrow('0 of 1 traces acquired. Nothing was written.');
      expect(await board.scope.get()).toMatchObject({ armed: false, decimation: 1 });
    });
  });

  it('a trigger does not count before everything is recorded that the trace shows before it', async () => {
    await onBench(async ({ board }) => {
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 1e3,
        amplitude: 0.5,
        trigger_source: 'immediately',
      });
      const { triggerTimestamp: start } = await board.scope.acquire({
        settings: { input1: 'asg0', trigger_source: 'immediately', decimation: 1 },
      });
      const { triggerTimestamp, time } = await board.scope.acquire({
        settings: { trigger_source: 'ch1_positive_edge', threshold: 0, trigger_delay: 0, decimation: 64 },
      });
      expect((triggerTimestamp - start) * 8e-9).toBeGreaterThan(-time.start);
    });
  });

  it('averages traces of the same phase, and tells of each', async () => {
    await onBench(async ({ board }) => {
      const progress: number[] = [];
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 7e3,
        amplitude: 0.5,
        trigger_source: 'immediately',
      });
      const settings = {
        input1: 'asg0',
        decimation: 16,
        trigger_source: 'ch1_positive_edge',
        trigger_delay: 0,
      } as const;
      const single = await board.scope.acquire({ settings });
      const { voltage } = await board.scope.acquire({
        averages: 4,
        onProgress: (done) => progress.push(done),
      });
      expect(progress).toEqual([1, 2, 3, 4]);
      const [one = new Float32Array()] = single.voltage;
      const [averaged = new Float32Array()] = voltage;
      const worst = Math.max(...averaged.map((value, index) => Math.abs(value - (one[index] ?? 0))));
      expect(worst).toBeLessThan(2 * Math.PI * 7e3 * 0.5 * 16 * 8e-9 + 1 / 8192);
      expect(extremes(averaged)[1]).toBeCloseTo(0.5, 2);
    });
  });
});
