import { describe, expect, it } from 'vitest';
import { RedPitaya } from '../board.ts';
import { onBench } from './testing/on-bench.ts';

describe('the IIR filter', () => {
  it('tells what was given, and what it was made into', async () => {
    await onBench(async ({ board: { iir } }) => {
      expect(await iir.get()).toEqual({
        input: 'in1',
        output_direct: 'off',
        loops: 0,
        input_filter: 0,
        on: false,
        bypass: false,
        zeros: null,
        poles: null,
        gain: null,
        coefficients: null,
        overflow: [],
      });
      const settings = await iir.setup({ zeros: [], poles: [-10e3], gain: 2, loops: 100, on: true });
      expect(settings).toMatchObject({ zeros: [], poles: [[-10e3, 0]], gain: 2, loops: 100, on: true });
      expect(settings.coefficients?.[0]?.[0]).toBeCloseTo(2 * 2 * Math.PI * 10e3 * 800e-9, 5);
      expect(await iir.get()).toEqual(settings);
    });
  });

  it('in every setup only what is given changes', async () => {
    await onBench(async ({ board: { iir } }) => {
      await iir.setup({ zeros: [[-3e3, 1e5]], poles: [[-3e3, 5e4]], gain: 0.5, loops: 10, input: 'asg0' });
      const before = await iir.get();
      const bypassed = await iir.setup({ bypass: true });
      expect(bypassed).toEqual({ ...before, bypass: true });
      const quieter = await iir.setup({ gain: 0.25 });
      const { coefficients, ...others } = quieter;
      expect(others).toMatchObject({ zeros: before.zeros, poles: before.poles, loops: 10, gain: 0.25 });
      expect(coefficients?.[0]?.[0]).toBeCloseTo((before.coefficients?.[0]?.[0] ?? 0) / 2, 6);
    });
  });

  it('loops that are not given stay, and grow to what the filter needs', async () => {
    await onBench(async ({ board: { iir } }) => {
      const poles = [1, 2, 3, 4, 5].map((value) => [-1e3 * value, 1e4 * value] as const);
      expect(await iir.setup({ zeros: [], poles: [-1e3] })).toMatchObject({ loops: 3, gain: 1 });
      expect((await iir.setup({ zeros: [], poles, gain: 1e-3 })).loops).toBe(5);
      expect((await iir.setup({ poles: [-1e3] })).loops).toBe(5);
      await expect(iir.setup({ poles, loops: 4 })).rejects.toThrow(
        'loops = 4 is impossible: it must be at least 5',
      );
      await expect(iir.setup({ loops: 2 })).rejects.toThrow('a whole number from 3 to 1023');
      expect(await iir.get()).toMatchObject({ loops: 5, poles: [[-1e3, 0]] });
    });
  });

  it('a change of a filter that nobody knows is refused', async () => {
    await onBench(async ({ board: { iir }, link }) => {
      const before = link.status();
      for (const params of [{ gain: 1 }, { loops: 10 }, { poles: [-1] }, { zeros: [-1] }]) {
        await expect(iir.setup(params)).rejects.toThrow('given together with zeros and poles');
      }
      expect(link.status()).toEqual(before);
      expect((await iir.setup({ on: true })).coefficients).toBe(null);
    });
  });

  it('what no register tells comes from what was remembered, else it is null, never guessed', async () => {
    await onBench(async ({ board, link, clock }) => {
      await board.iir.setup({ zeros: [], poles: [[-1e3, 2e4]], output_direct: 'out1' });
      const remembered = board.remembered();
      expect(JSON.parse(JSON.stringify(remembered))).toEqual(remembered);
      await board.outputsOff();
      const again = await RedPitaya.attach(link, { clock, remembered });
      expect(await again.iir.get()).toEqual({ ...(await board.iir.get()), output_direct: 'off' });
      expect((await again.iir.get()).poles).toEqual([[-1e3, 2e4]]);

      await link.lane('somebody').write(0x4034_0100, Uint32Array.of(42));
      const later = await RedPitaya.attach(link, { clock, remembered });
      expect(await later.iir.get()).toMatchObject({ poles: null, gain: null, coefficients: null, loops: 42 });
    });
  });
});
