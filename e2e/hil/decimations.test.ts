import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { acquire, CLOCK_FREQUENCY, start, TRACE_LENGTH, toCounts } from './recording.ts';
import { type AsgModel, asgTrace, SHAPES, tableOf } from './routing-model.ts';
import { fitSine, measureFrequency } from './sine-fit.ts';
import { COUNTS_PER_VOLT } from './tolerances.ts';

const bench = await openBench();
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

const DECIMATIONS = Array.from({ length: 17 }, (_, exponent) => 2 ** exponent);
const TABLE = tableOf(SHAPES.sin);

/** Samples per period: not a whole number, so that every phase is met. */
const PERIOD = 37.3;

/** First cycle of a trace of every `decimation`-th value of the generator, if there is one near `expected`. */
function findFirstCycle(
  trace: Int32Array,
  model: AsgModel,
  decimation: number,
  expected: number,
): number | undefined {
  const matches = (cycle: number, index: number): boolean =>
    asgTrace(model, cycle + index * decimation, 1)[0] === trace[index];
  for (let cycle = expected - decimation; cycle <= expected + 2 * decimation; cycle += 1) {
    if (trace.every((_, index) => matches(cycle, index))) return cycle;
  }
  return undefined;
}

/** A simulated board sums only a part of more than 32 cycles: its error, relative to the amplitude. */
const PARTIAL_SUM = 0.02;

describe('every decimation', () => {
  it.each(DECIMATIONS)(
    '%d: each sample is the value of one cycle, and they are that far apart',
    async (decimation) => {
      const step = decimation / CLOCK_FREQUENCY;
      const { settings, startCycle } = await start(client, {
        channel: 'asg0',
        waveform: 'sin',
        frequency: 1 / (PERIOD * step),
        amplitude: 0.4,
        offset: 0.1,
        start_phase: 0,
        output_direct: 'out1',
      });
      const { voltage, time, trigger } = await acquire(client, ['asg0', 'in1'], {
        decimation,
        average: false,
        timeout: 60,
      });
      expect((time[TRACE_LENGTH - 1] ?? 0) - (time[0] ?? 0)).toBeCloseTo((TRACE_LENGTH - 1) * step, 12);
      const [generator, input] = voltage;
      const model: AsgModel = {
        table: TABLE,
        start: 0,
        step: Math.round((settings.frequency / CLOCK_FREQUENCY) * 2 ** 30),
        amplitude: Math.round(settings.amplitude * COUNTS_PER_VOLT),
        offset: Math.round(settings.offset * COUNTS_PER_VOLT),
        startCycle,
      };
      expect(findFirstCycle(toCounts(generator), model, decimation, trigger)).toBeDefined();
      const measured = measureFrequency(input, step, settings.frequency);
      expect(Math.abs(measured / settings.frequency - 1)).toBeLessThan(1e-5);
      const { amplitude, residual } = fitSine(input, 1 / (settings.frequency * step));
      expect(Math.abs(amplitude - settings.amplitude * (8191 / 8192))).toBeLessThanOrEqual(
        tolerances.amplitude + tolerances.gain * settings.amplitude,
      );
      expect(residual).toBeLessThan(tolerances.noise + 1e-4 + 0.02 * tolerances.gain);
    },
  );

  it.each(DECIMATIONS.filter((decimation) => decimation <= 4096))(
    '%d: with averaging each sample is a mean, so that fast signals vanish as they should',
    async (decimation) => {
      const step = decimation / CLOCK_FREQUENCY;
      // 1.7 samples per period: beyond what these samples can show, seen at its alias.
      const { settings } = await start(client, {
        channel: 'asg0',
        waveform: 'sin',
        frequency: Math.min(1 / (1.7 * step), 2e7),
        amplitude: 0.4,
        offset: 0.1,
        start_phase: 0,
        output_direct: 'out1',
      });
      const { voltage } = await acquire(client, ['asg0', 'in1'], { decimation, average: true });
      const turn = settings.frequency * step;
      const window = Math.sin(Math.PI * turn) / (decimation * Math.sin((Math.PI * turn) / decimation));
      const error = 3e-4 + (decimation <= 32 ? 0 : PARTIAL_SUM * 0.4);
      for (const [index, trace] of voltage.entries()) {
        const { amplitude, offset } = fitSine(trace, 1 / turn);
        const gain = index === 0 ? 0 : tolerances.gain;
        expect(Math.abs(amplitude - 0.4 * Math.abs(window))).toBeLessThan(error + 0.4 * gain);
        expect(Math.abs(offset - 0.1)).toBeLessThan(
          error + (index === 0 ? 0 : tolerances.offset) + 0.1 * gain,
        );
      }
    },
  );
});
