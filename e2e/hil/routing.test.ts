import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from './bench.ts';
import { settle } from './neutral-settings.ts';
import {
  CLOCK_FREQUENCY,
  type Recording,
  record,
  type SignalName,
  start,
  TRACE_LENGTH,
} from './recording.ts';
import {
  type AsgModel,
  type BoardModel,
  type CarrierModel,
  carrierTrace,
  type ModelSignal,
  type PidModel,
  predict,
  SHAPES,
  tableOf,
} from './routing-model.ts';
import {
  type AsgChoice,
  type CarrierChoice,
  driversOf,
  type PidChoice,
  type Routing,
  routings,
} from './routing-scenario.ts';
import { COUNTS_PER_VOLT } from './tolerances.ts';

const bench = await openBench('noiseless');
const { client, tolerances } = bench;
afterAll(() => bench[Symbol.asyncDispose]());

/** Only out1 of a real board may be used, and its input is compared, but not routed on: it is not exact. */
const isReal = bench.kind === 'real';
const arbitrary = isReal ? routings(['out1'], []) : routings(['out1', 'out2'], ['in1', 'in2']);

const PAIRS: readonly (readonly [ModelSignal & SignalName, ModelSignal & SignalName])[] = [
  ['pid0', 'pid1'],
  ['pid2', 'out1'],
  ['asg0', 'in1'],
  ...(isReal ? [] : ([['out2', 'in2']] as const)),
  ['asg1', 'iq0'],
];

const counts = (volts: number): number => Math.round(volts * COUNTS_PER_VOLT);

/** Starts a generator and takes its start for the beginning of its model. */
async function startAsg(channel: 'asg0' | 'asg1', choice: AsgChoice): Promise<AsgModel> {
  const { settings, startCycle } = await start(client, { channel, ...choice });
  return {
    table: tableOf(SHAPES[choice.waveform]),
    start: Math.round((settings.start_phase / 360) * 2 ** 30),
    step: Math.round((settings.frequency / CLOCK_FREQUENCY) * 2 ** 30),
    amplitude: counts(settings.amplitude),
    offset: counts(settings.offset),
    startCycle,
  };
}

/** Starts a carrier. Where its oscillator stands is not known yet. */
async function startCarrier(channel: 'iq0' | 'iq1', choice: CarrierChoice): Promise<CarrierModel> {
  const { step, frequency, amplitude, output_direct } = choice;
  const settings = await client.command('iq_setup', {
    channel,
    frequency,
    amplitude,
    output_direct,
    gain: 0,
    output_signal: 'output_direct',
  });
  expect(settings.frequency).toBeCloseTo(frequency, 1);
  // 18 bits are 1 V, of which the lower four do not count.
  return { amplitude: Math.floor((settings.amplitude * 2 ** 17) / 16), position: 0, step, cycle: 0 };
}

/** Finds where the oscillator stood from a recording of its carrier. */
function locate(carrier: CarrierModel, trace: Int32Array, cycle: number): CarrierModel {
  const matches = (position: number, length: number): boolean => {
    const expected = carrierTrace({ ...carrier, position, cycle }, cycle, length);
    return expected.every((value, index) => value === trace[index]);
  };
  for (let position = 0; position < 8192; position += 1) {
    if (matches(position, 16) && matches(position, TRACE_LENGTH)) return { ...carrier, position, cycle };
  }
  throw new Error('The carrier is not the sine of the table at any position.');
}

async function setupPid(channel: 'pid0' | 'pid1' | 'pid2', choice: PidChoice): Promise<PidModel> {
  const settings = await client.command('pid_configure', { channel, ...choice });
  return {
    input: choice.input,
    setpoint: counts(settings.setpoint),
    p: Math.round(settings.p * 4096),
    minimum: counts(settings.min_voltage),
    maximum: counts(settings.max_voltage),
  };
}

/** Sets up a routing on the board, and its model beside it. */
async function build(routing: Routing): Promise<BoardModel> {
  await settle(client);
  const [carrier0, carrier1] = [
    await startCarrier('iq0', routing.iq0),
    await startCarrier('iq1', routing.iq1),
  ];
  const asg0 = await startAsg('asg0', routing.asg0);
  const asg1 = await startAsg('asg1', routing.asg1);
  const { counts: carriers, firstCycle } = await record(client, ['iq0', 'iq1']);
  return {
    asg0,
    asg1,
    iq0: locate(carrier0, carriers[0], firstCycle),
    iq1: locate(carrier1, carriers[1], firstCycle),
    pid0: await setupPid('pid0', routing.pid0),
    pid1: await setupPid('pid1', routing.pid1),
    pid2: await setupPid('pid2', routing.pid2),
    out1: driversOf(routing, 'out1'),
    out2: driversOf(routing, 'out2'),
    wire: tolerances.latency[0],
  };
}

/** Samples of `recording` that differ from the model, as text; empty if none does. */
function differences(
  board: BoardModel,
  signals: readonly [ModelSignal, ModelSignal],
  recording: Recording,
): readonly string[] {
  return signals.flatMap((signal, channel) => {
    const expected = predict(board, signal, recording.firstCycle, TRACE_LENGTH);
    const trace = recording.counts[channel === 0 ? 0 : 1];
    const wrong = trace.findIndex((value, index) => value !== expected[index]);
    if (wrong < 0) return [];
    const shown = (values: Int32Array): string => values.slice(wrong, wrong + 6).join(' ');
    return [
      `${signal} is ${shown(trace)} instead of ${shown(expected)} from cycle ${recording.firstCycle + wrong} on`,
    ];
  });
}

/** Whether an input follows the model within what real converters do, at one of the delays they may have. */
function followsOutput(board: BoardModel, trace: Int32Array, firstCycle: number): boolean {
  const [least, greatest] = tolerances.latency;
  const allowed = tolerances.sample + tolerances.offset + tolerances.gain;
  for (let delay = least; delay <= greatest; delay += 1) {
    const expected = predict(board, 'out1', firstCycle - delay, TRACE_LENGTH);
    const far = trace.filter(
      (value, index) => Math.abs(value - (expected[index] ?? 0)) / COUNTS_PER_VOLT > allowed,
    );
    if (far.length < 0.05 * TRACE_LENGTH) return true;
  }
  return false;
}

describe('routing by seed against an independent model', () => {
  it.each([1, 2, 3, 4])('seed %d: every signal is as predicted, cycle by cycle', async (seed) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (routing) => {
        const board = await build(routing);
        for (const pair of PAIRS) {
          const recording = await record(client, pair);
          if (isReal && pair[1] === 'in1') {
            expect(followsOutput(board, recording.counts[1], recording.firstCycle)).toBe(true);
            expect(
              differences(board, [pair[0], pair[0]], {
                ...recording,
                counts: [recording.counts[0], recording.counts[0]],
              }),
            ).toEqual([]);
          } else expect(differences(board, pair, recording)).toEqual([]);
        }
      }),
      { seed, numRuns: 4, endOnFailure: true },
    );
  });
});
