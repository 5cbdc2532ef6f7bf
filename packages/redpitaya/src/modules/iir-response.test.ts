import { describe, expect, it } from 'vitest';
import type { RedPitaya } from '../board.ts';
import { type Complex, divide, magnitude, subtract } from './complex.ts';
import type { IirSettings, IirSetup } from './iir.ts';
import { iirResponse } from './iir-response.ts';
import type { Signal } from './signals.ts';
import { onBench } from './testing/on-bench.ts';

/** Output per input of the filter, measured with a generator's sine. */
async function measured(board: RedPitaya, wanted: number): Promise<Complex> {
  await board.iir.setup({ input: 'asg0' });
  const { frequency } = await board.asg0.setup({
    waveform: 'sin',
    frequency: wanted,
    amplitude: 0.25,
    trigger_source: 'immediately',
  });
  await board.iq0.setup({ frequency, bandwidth: [5e4, 5e4] });
  const quadratures = async (input: Signal): Promise<Complex> => {
    await board.iq0.setup({ input });
    const { i, q } = await board.iq0.measureQuadratures(2e-4);
    return [i, q];
  };
  return divide(await quadratures('iir'), await quadratures('asg0'));
}

const filters: readonly (readonly [string, IirSetup])[] = [
  ['a gain', { zeros: [], poles: [], gain: -0.5 }],
  ['one pole', { zeros: [], poles: [-50e3], gain: 1, loops: 10 }],
  ['two poles and a zero', { zeros: [-200e3], poles: [-30e3, -90e3], gain: 1, loops: 8 }],
  ['a resonance', { zeros: [[-10e3, 100e3]], poles: [[-10e3, 60e3]], gain: 0.5, loops: 12 }],
  ['more zeros than poles', { zeros: [-100e3], poles: [], gain: 0.03, loops: 8 }],
  ['a gain behind an input filter', { zeros: [], poles: [], gain: 1, input_filter: 19_400 }],
];

describe('the predicted response is what the board does', () => {
  it.each(filters)('%s', async (_, filter) => {
    await onBench(async ({ board }) => {
      const settings: IirSettings = await board.iir.setup({ ...filter, on: true });
      const { coefficients, loops, input_filter } = settings;
      const frequencies = [20e3, 60e3, 150e3];
      const predictions = iirResponse({ coefficients: coefficients ?? [], loops, input_filter }, frequencies);
      for (const [index, frequency] of frequencies.entries()) {
        const [found, predicted = [0, 0]] = [await measured(board, frequency), predictions[index]];
        expect(magnitude(subtract(found, predicted)) / magnitude(predicted)).toBeLessThan(0.01);
      }
      expect((await board.iir.get()).overflow).toEqual([]);
    }, 100_000);
  });
});
