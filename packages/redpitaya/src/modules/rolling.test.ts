import { describe, expect, it } from 'vitest';
import type { RedPitaya } from '../board.ts';
import { onBench } from './testing/on-bench.ts';

const DECIMATION = 1024;
const SAMPLE_MS = DECIMATION * 8e-6;

/** A ramp that rises by one code per sample. */
async function ramp({ asg0 }: RedPitaya): Promise<void> {
  const frequency = 125e6 / DECIMATION / 16_384;
  await asg0.setup({ waveform: 'halframp', amplitude: 1, frequency, trigger_source: 'immediately' });
}

const rises = (trace: Float32Array): number =>
  trace.filter((value, index) => Math.abs((value - (trace[index - 1] ?? 0)) * 8192 - 1) < 1.1).length;

describe('rolling mode', () => {
  it('shows what was recorded since it was started, and NaN before', async () => {
    await onBench(async ({ board, clock }) => {
      await ramp(board);
      await board.scope.startRolling({ input1: 'asg0', decimation: DECIMATION });
      clock.pass(1000 * SAMPLE_MS);
      const { voltage, time } = await board.scope.rolling(['ch1']);
      const [trace = new Float32Array()] = voltage;
      expect(voltage).toHaveLength(1);
      const missing = trace.filter(Number.isNaN).length;
      expect(missing).toBeGreaterThan(15_300);
      expect(missing).toBeLessThan(15_400);
      expect(trace.subarray(0, missing).every(Number.isNaN)).toBe(true);
      expect(rises(trace.subarray(missing))).toBeGreaterThan(980);
      expect(time.start + 16_383 * time.step).toBeCloseTo(0, 12);
    });
  });

  it('goes on for ever: the newest samples are last, and what is overwritten while it is read is NaN', async () => {
    await onBench(async ({ board, clock }) => {
      await ramp(board);
      await board.scope.startRolling({ input1: 'asg0', input2: 'asg0', decimation: DECIMATION });
      for (const samples of [20_000, 5000, 100_000]) {
        clock.pass(samples * SAMPLE_MS);
        const { voltage } = await board.scope.rolling();
        const now = await board.sampler.read(['asg0']);
        for (const trace of voltage) {
          expect(trace.findLastIndex(Number.isNaN)).toBeLessThan(1000);
          expect(rises(trace)).toBeGreaterThan(15_000);
          const late = ((now[0] ?? 0) - (trace.at(-1) ?? 0)) * 8192;
          expect((late + 16_384) % 16_384).toBeLessThan(1000);
        }
      }
      expect(await board.scope.get()).toMatchObject({ armed: true, triggered: false });
      await board.scope.stop();
      expect(await board.scope.get()).toMatchObject({ armed: false });
      await expect(board.scope.rolling()).rejects.toThrow('The scope records nothing');
    });
  });

  it('is refused where a trace would be overwritten while it is read; an acquisition ends it', async () => {
    await onBench(async ({ board }) => {
      await expect(board.scope.startRolling({ decimation: 64 })).rejects.toThrow(
        'decimation = 64 is impossible: it must be at least 1024 to record for ever',
      );
      expect(await board.scope.get()).toMatchObject({ armed: false, decimation: 8192 });
      await board.scope.startRolling();
      await board.scope.acquire({ settings: { decimation: 1, trigger_source: 'immediately' } });
      expect(await board.scope.get()).toMatchObject({ armed: false, trigger_source: 'immediately' });
    });
  });
});
