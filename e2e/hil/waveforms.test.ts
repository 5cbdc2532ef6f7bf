import type { CommandParams, NumericArray } from '@pyrpl-mux/client';
import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { acquire, CLOCK_FREQUENCY, start, TRACE_LENGTH } from './recording.ts';
import { type AsgModel, asgTrace, SHAPES, tableOf } from './routing-model.ts';
import { COUNTS_PER_VOLT } from './tolerances.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

const SUM_LATENCY = 5;

interface Shape {
  readonly name: string;
  readonly params: Pick<CommandParams<'asg_setup'>, 'waveform' | 'data'>;
  readonly table: Int32Array;
}

const shapes: readonly Shape[] = [
  ...(['sin', 'cos', 'ramp', 'halframp', 'square', 'dc'] as const).map((name) => ({
    name,
    params: { waveform: name },
    table: tableOf(SHAPES[name]),
  })),
  {
    name: 'data of 16384 values',
    params: { data: Float64Array.from({ length: TRACE_LENGTH }, (_, i) => Math.sin((i / 2600) ** 2)) },
    table: tableOf((x) => Math.sin(((x * TRACE_LENGTH) / 2600) ** 2)),
  },
  {
    name: 'data of 8 values',
    params: { data: [0, 0.25, -0.5, 1, -1, 0.125, 0.75, -0.3] },
    table: tableOf((x) => [0, 0.25, -0.5, 1, -1, 0.125, 0.75, -0.3][Math.floor(8 * x)] ?? 0),
  },
];

/** Largest deviation of `input` from `output` at one of the delays that the wire may have, in volts. */
function deviation(input: Int32Array, output: (delay: number) => Int32Array, steepest: number): number {
  const [least, greatest] = tolerances.latency;
  let best = Number.POSITIVE_INFINITY;
  for (let delay = least; delay <= greatest; delay += 1) {
    const expected = output(delay);
    const differences = input.map((value, index) => Math.abs(value - (expected[index] ?? 0)));
    best = Math.min(best, differences.toSorted()[Math.floor(differences.length * steepest) - 1] ?? best);
  }
  return best / COUNTS_PER_VOLT;
}

describe('every waveform', () => {
  it.each(shapes)(
    '$name is the table, the amplitude and the offset, sample by sample',
    async ({ params, table }) => {
      const { counts, firstCycle, startCycle, settings } = await start(
        client,
        {
          channel: 'asg0',
          ...params,
          frequency: 37_654.3,
          amplitude: 0.3,
          offset: -0.05,
          start_phase: 0,
          output_direct: 'out1',
        },
        ['asg0', 'in1'],
      );
      const model: AsgModel = {
        table,
        start: 0,
        step: Math.round((settings.frequency / CLOCK_FREQUENCY) * 2 ** 30),
        amplitude: Math.round(settings.amplitude * COUNTS_PER_VOLT),
        offset: Math.round(settings.offset * COUNTS_PER_VOLT),
        startCycle,
      };
      const [generator, input] = counts;
      expect(generator).toEqual(asgTrace(model, firstCycle, TRACE_LENGTH));
      // The steps of a square or of held values are no steps after real converters: a part in fifty may be off there.
      const compared = bench.kind === 'real' ? 0.98 : 1;
      const off = deviation(
        input,
        (delay) => asgTrace(model, firstCycle - SUM_LATENCY - delay, TRACE_LENGTH),
        compared,
      );
      expect(off).toBeLessThanOrEqual(tolerances.sample + tolerances.offset + 0.35 * tolerances.gain);
    },
  );

  it('noise has its rms, and no memory', async () => {
    await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'noise',
      amplitude: 0.1,
      offset: 0.02,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    const { voltage } = await acquire(client, ['asg0', 'in1'], { decimation: 1 });
    const [generator, input] = voltage.map(statistics);
    const statisticalError = 1 / Math.sqrt(TRACE_LENGTH);
    expect(Math.abs((generator?.mean ?? 0) - 0.02)).toBeLessThan(4 * 0.1 * statisticalError);
    expect(Math.abs((generator?.rms ?? 0) / 0.1 - 1)).toBeLessThan(4 * statisticalError);
    expect(Math.abs(generator?.correlation ?? 1)).toBeLessThan(4 * statisticalError);
    // The bandwidth of real converters takes a part of white noise.
    expect(input?.rms).toBeLessThan(0.1 * (1 + tolerances.gain) * (1 + 4 * statisticalError));
    expect(input?.rms).toBeGreaterThan(0.1 * (1 - 3 * tolerances.gain) * (1 - 4 * statisticalError));
  });
});

function statistics(trace: NumericArray): { mean: number; rms: number; correlation: number } {
  const values = Float64Array.from(trace);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const power = centred.reduce((sum, value) => sum + value * value, 0);
  const product = centred.reduce((sum, value, index) => sum + value * (centred[index - 1] ?? 0), 0);
  return { mean, rms: Math.sqrt(power / values.length), correlation: product / power };
}
