import { type Client, type CommandName, type CommandParams, commands } from '@pyrpl-mux/client';
import { ASGS, IQS, PIDS, settle } from './neutral-settings.ts';
import { acquire, CLOCK_FREQUENCY } from './recording.ts';
import { fitSine } from './sine-fit.ts';
import { TOLERANCES } from './tolerances.ts';

/** A reason not to touch a board, or not to go on, as a sentence. */
export class UnsafeBoardError extends Error {
  override readonly name = 'UnsafeBoardError';
}

/** A command whose parameters were checked. */
interface Step {
  readonly name: CommandName;
  readonly params: object;
}

/** What a board was set to, and the commands that set it so again. */
export interface Snapshot {
  readonly settings: ReadonlyMap<string, unknown>;
  readonly steps: readonly Step[];
}

/** Nothing but this is put out before the loop is verified [V]. */
const PROBE_AMPLITUDE = 0.08;

/** Frequency of the probe [Hz]. */
const PROBE_FREQUENCY = 10e3;

/** Cycles per sample at which the probe is looked at. */
const PROBE_DECIMATION = 64;

/**
 * Makes sure that nobody uses the board's outputs and that its inputs are those at the connectors. Only reads.
 *
 * @throws UnsafeBoardError naming what is in use
 */
export async function requireUnused(client: Client): Promise<void> {
  const { input_range } = client.greeting.board;
  if (Object.values(input_range).some((range) => range !== 'LV')) {
    throw new UnsafeBoardError(
      'The suite expects both inputs in the position LV. Nothing was changed. Start again without HV.',
    );
  }
  const { modules } = await client.command('state_get');
  for (const [module, settings] of Object.entries(modules)) {
    const output = settings?.['output_direct'];
    if (typeof output !== 'string' || output === 'off') continue;
    throw new UnsafeBoardError(
      `${module} drives ${output === 'both' ? 'both outputs' : output}. Nothing was changed. Switch it off, then start again.`,
    );
  }
  if ((await client.command('hk_get')).digital_loop) {
    throw new UnsafeBoardError(
      'The inputs are fed from the outputs inside the board (digital_loop). Nothing was changed. Switch it off, then start again.',
    );
  }
  // Modules that no command sets up can drive an output too.
  for (const channel of ['out1', 'out2'] as const) {
    const volts = await client.command('sampler_read', { channel });
    if (volts === 0) continue;
    throw new UnsafeBoardError(
      `${channel} is in use: it is at ${String(volts)} V. Nothing was changed. Switch it off, then start again.`,
    );
  }
}

function step<Name extends CommandName>(name: Name, params: CommandParams<Name>): Step {
  const checked = commands[name].params.safeParse(params);
  if (checked.success) return { name, params };
  throw new UnsafeBoardError(
    `What the board is set to can't be set again: ${name} ${JSON.stringify(params)} is refused, since ` +
      `${checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}. Nothing was changed.`,
  );
}

/**
 * Reads the settings of every module that the suite changes, and prepares their return. Only reads.
 *
 * No command sets, so nothing brings back: the generators' tables (where the worker does not know the waveform, the
 * table is left at zero, as after power-up), how their pointers wrap, the length of the scope's last trace, the length
 * of the demodulators' last measurement, and which gains a pause that is off would stop.
 *
 * @throws UnsafeBoardError for settings that no command accepts
 */
export async function takeSnapshot(client: Client): Promise<Snapshot> {
  const steps: Step[] = [];
  for (const channel of ASGS) {
    const { waveform, trigger_source, ...settings } = await client.command('asg_get', { channel });
    steps.push(
      step('asg_setup', {
        channel,
        ...settings,
        waveform: waveform === null || waveform === 'custom' ? 'dc' : waveform,
        trigger_source: trigger_source ?? 'off',
      }),
    );
  }
  for (const channel of PIDS) {
    const { integrator, ...settings } = await client.command('pid_get', { channel });
    steps.push(step('pid_configure', { channel, ...settings }));
    steps.push(step('pid_set_integrator', { channel, value: integrator }));
  }
  for (const channel of IQS) {
    const { bandwidth, ...settings } = await client.command('iq_get', { channel });
    steps.push(step('iq_setup', { channel, ...settings, bandwidth: bandwidth.length === 0 ? 0 : bandwidth }));
  }
  const {
    armed: _armed,
    triggered: _triggered,
    duration: _duration,
    ...scope
  } = await client.command('scope_get');
  const { trigger_source, trigger_delay, ...registers } = scope;
  steps.push(
    step('scope_setup', {
      ...registers,
      ...(trigger_source === null ? {} : { trigger_source }),
      ...(trigger_delay === null ? {} : { trigger_delay }),
    }),
  );
  return { settings: await readSettings(client), steps };
}

/** Every setting by `module.name`. */
async function readSettings(client: Client): Promise<ReadonlyMap<string, unknown>> {
  const { modules } = await client.command('state_get');
  return new Map(
    Object.entries(modules).flatMap(([module, settings]) =>
      Object.entries(settings ?? {}).map(([name, value]) => [`${module}.${name}`, value] as const),
    ),
  );
}

/**
 * Switches both outputs off and sets everything as it was. Goes on after a command that fails.
 *
 * @returns a sentence for everything that is not as it was; empty if all is
 */
export async function restore(client: Client, { settings, steps }: Snapshot): Promise<readonly string[]> {
  const problems: string[] = [];
  const attempt = async (name: CommandName, params: object): Promise<void> => {
    try {
      await client.commandByName(name, params);
    } catch (error) {
      problems.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await attempt('outputs_off', {});
  for (const { name, params } of steps) await attempt(name, params);
  try {
    const now = await readSettings(client);
    for (const [name, value] of settings) {
      // What nobody had set when the worker started is null, and a running integrator does not stand still.
      if (value === null || name.endsWith('.integrator') || name.startsWith('hk.')) continue;
      if (JSON.stringify(now.get(name)) === JSON.stringify(value)) continue;
      problems.push(`${name} was ${JSON.stringify(value)} and is now ${JSON.stringify(now.get(name))}.`);
    }
  } catch (error) {
    problems.push(
      `The settings can't be read back: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return problems;
}

/**
 * Brings every module to a neutral state, and makes sure that a small sine at out1 arrives at in1, and only then.
 *
 * @throws UnsafeBoardError if it does not, with both outputs off again
 */
export async function verifyLoop(client: Client): Promise<void> {
  await settle(client);
  const fitted = async (output_direct: 'off' | 'out1'): Promise<ReturnType<typeof fitSine>[]> => {
    const { frequency } = await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: PROBE_FREQUENCY,
      amplitude: PROBE_AMPLITUDE,
      offset: 0,
      output_direct,
      trigger_source: 'immediately',
    });
    const { voltage } = await acquire(client, ['in1', 'asg0'], { decimation: PROBE_DECIMATION });
    return voltage.map((trace) => fitSine(trace, CLOCK_FREQUENCY / PROBE_DECIMATION / frequency));
  };
  try {
    const [silent] = await fitted('off');
    const [input, generator] = await fitted('out1');
    const sent = generator?.amplitude ?? Number.NaN;
    const received = input?.amplitude ?? Number.NaN;
    const { gain, offset, amplitude, noise } = TOLERANCES.real;
    const isWired =
      Math.abs(received - sent) <= amplitude + gain * sent &&
      Math.abs(input?.offset ?? Number.NaN) <= offset &&
      (input?.residual ?? Number.NaN) <= noise &&
      (silent?.amplitude ?? Number.NaN) <= amplitude;
    if (isWired) return;
    throw new UnsafeBoardError(
      `out1 does not seem to be wired to in1 alone: a sine of ${PROBE_AMPLITUDE} V at out1 arrived at in1 with ` +
        `${received.toPrecision(3)} V on ${(input?.offset ?? Number.NaN).toPrecision(3)} V, and with out1 off it was ` +
        `${(silent?.amplitude ?? Number.NaN).toPrecision(3)} V. Nothing above 0.1 V was put out. Check the cable, then start again.`,
    );
  } finally {
    await client.command('outputs_off');
  }
}
