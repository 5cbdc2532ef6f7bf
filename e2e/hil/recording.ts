import type { Client, CommandParams, CommandResult, NumericArray } from '@pyrpl-mux/client';
import { COUNTS_PER_VOLT } from './tolerances.ts';

/** Clock cycles per second. */
export const CLOCK_FREQUENCY = 125e6;

/** Samples of a trace. */
export const TRACE_LENGTH = 16_384;

/** A signal of the board that the scope can show. */
export type SignalName = Exclude<CommandResult<'scope_setup'>['input1'], undefined>;

/** Two traces in volts. */
export interface Traces {
  readonly voltage: readonly [NumericArray, NumericArray];
  readonly time: NumericArray;
  /** Board time of the trigger [cycles]. */
  readonly trigger: number;
}

/** Two traces at full rate, every sample at a known clock cycle. */
export interface Recording {
  /** Clock cycle in which the first sample stood on the scope's input. */
  readonly firstCycle: number;
  /** Samples in counts, one per cycle. */
  readonly counts: readonly [Int32Array, Int32Array];
}

/** Answers of `scope_acquire` that were asked for with two channels. */
function bothTraces(
  voltage: CommandResult<'scope_acquire'>['voltage'],
): readonly [NumericArray, NumericArray] {
  const [first, second] = voltage;
  if (typeof first !== 'object' || typeof second !== 'object') {
    throw new TypeError('The worker answered with one trace where two were asked for.');
  }
  return [first, second];
}

/** Volts as counts of the converters. */
export function toCounts(voltage: NumericArray): Int32Array {
  return Int32Array.from(voltage, (volts) => Math.round(volts * COUNTS_PER_VOLT));
}

/** Acquires both channels. */
export async function acquire(
  client: Client,
  signals: readonly [SignalName, SignalName],
  params: Omit<CommandParams<'scope_acquire'>, 'input_channels' | 'input_channel' | 'input1' | 'input2'>,
): Promise<Traces> {
  const { voltage, time, trigger_time } = await client.command('scope_acquire', {
    ...params,
    input_channels: [...signals],
  });
  if (trigger_time === null) throw new TypeError('The worker did not tell the time of the trigger.');
  return { voltage: bothTraces(voltage), time, trigger: Math.round(trigger_time * CLOCK_FREQUENCY) };
}

/**
 * Which clock cycle the first sample of a trace at decimation 1 shows.
 *
 * A sample passes two registers before the write pointer counts it, so the time stamp T of the trigger stands beside
 * the pointer to cycle T - 2; time 0 is the sample after that. "immediately" records 16384 + 2 samples from there on,
 * of which the last 16384 are seen (red_pitaya_scope.v).
 */
function firstCycle({ trigger, time }: Traces, immediately: boolean): number {
  return immediately ? trigger + 1 : trigger - 1 + Math.round((time[0] ?? 0) * CLOCK_FREQUENCY);
}

/** Records two signals at full rate, now. */
export async function record(client: Client, signals: readonly [SignalName, SignalName]): Promise<Recording> {
  const traces = await acquire(client, signals, {
    decimation: 1,
    trigger_source: 'immediately',
    average: false,
  });
  const [first, second] = traces.voltage;
  return { firstCycle: firstCycle(traces, true), counts: [toCounts(first), toCounts(second)] };
}

/** Records two signals at full rate around a trigger at the scope. */
export async function recordTriggered(
  client: Client,
  signals: readonly [SignalName, SignalName],
  params: Omit<Parameters<typeof acquire>[2], 'decimation' | 'average'>,
): Promise<Recording & Pick<Traces, 'trigger'>> {
  const traces = await acquire(client, signals, { ...params, decimation: 1, average: false });
  const [first, second] = traces.voltage;
  return {
    trigger: traces.trigger,
    firstCycle: firstCycle(traces, false),
    counts: [toCounts(first), toCounts(second)],
  };
}

/** Waits until the scope is armed. */
async function untilArmed(client: Client): Promise<void> {
  for (;;) if ((await client.command('scope_get')).armed) return;
}

/** Longest wait for the trigger of a start [s]. */
const START_LIMIT = 5;

/**
 * From a generator's start to the scope's trigger four cycles pass (three registers of the synchroniser, one of the
 * trigger); the first value of the table reaches the generator's output seven cycles after the start
 * (red_pitaya_asg_ch.v: pointer, address, table, register, product, sum, output).
 */
const FIRST_VALUE_AFTER_TRIGGER = 7 - 4;

/**
 * Sets up a generator and starts it under the eyes of the scope.
 *
 * @returns the recording of the start, and the cycle in which the generator's output shows its start phase
 */
export async function start(
  client: Client,
  params: Omit<CommandParams<'asg_setup'>, 'trigger_source'> & { readonly channel: 'asg0' | 'asg1' },
  signals: readonly [SignalName, SignalName] = ['asg0', 'asg1'],
): Promise<Recording & { readonly startCycle: number; readonly settings: CommandResult<'asg_setup'> }> {
  const { channel } = params;
  const settings = await client.command('asg_setup', { ...params, trigger_source: 'off' });
  // The scope ignores a generator's triggers for 0.5 ms after each that it took: a trace of 2.1 ms outlasts that.
  await acquire(client, signals, { decimation: 16, trigger_source: 'immediately' });
  const recording = recordTriggered(client, signals, {
    trigger_source: channel,
    trigger_delay: (TRACE_LENGTH / 2 - 1000) / CLOCK_FREQUENCY,
    timeout: START_LIMIT,
  });
  const [recorded] = await Promise.all([
    recording,
    untilArmed(client).then(() => client.command('asg_setup', { channel, trigger_source: 'immediately' })),
  ]);
  return { ...recorded, startCycle: recorded.trigger + FIRST_VALUE_AFTER_TRIGGER, settings };
}
