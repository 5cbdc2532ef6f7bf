import type { ValidatedParams } from '@pyrpl-mux/client';
import {
  type Acquisition,
  type ScopeSetup,
  ValueOutOfRangeError,
  WaitTimeoutError,
} from '@pyrpl-mux/redpitaya';
import type { CommandContext } from '../backend.ts';
import type { AttachedBoard, Wait } from './attached-board.ts';
import { given, type Handlers } from './handler.ts';
import { boardTime, onConnector, restateTimeout } from './scope-trace.ts';
import { onWire, triggerSignal, type WireSettings, withoutState } from './settings.ts';

type SetupParams = ValidatedParams<'scope_setup'>;
type AcquireParams = ValidatedParams<'scope_acquire'>;

/** What the driver is to change: voltages of the trigger's input become the board's own. */
function toDriver(board: AttachedBoard, params: SetupParams): ScopeSetup {
  const { threshold, hysteresis, ...others } = given(params);
  const signal = triggerSignal({ ...board.known.scope, ...others });
  return {
    ...others,
    ...(threshold === undefined ? {} : { threshold: board.scale.toBoard('threshold', signal, threshold) }),
    ...(hysteresis === undefined
      ? {}
      : { hysteresis: board.scale.toBoard('hysteresis', signal, hysteresis) }),
  };
}

/** The driver speaks of its own volts; what it says about the trigger must be in those at the connector. */
function restateError(board: AttachedBoard, setup: ScopeSetup, error: unknown): unknown {
  if (error instanceof WaitTimeoutError) return restateTimeout(error, board.scale);
  if (error instanceof ValueOutOfRangeError && error.unit === 'V') {
    return error.scaled(board.scale.factor(triggerSignal({ ...board.known.scope, ...setup })));
  }
  return error;
}

function changesUnread({ known }: AttachedBoard, setup: ScopeSetup): boolean {
  return (
    (setup.trigger_source ?? known.scope.trigger_source) !== known.scope.trigger_source ||
    (setup.trigger_delay ?? known.scope.trigger_delay) !== known.scope.trigger_delay
  );
}

async function setup(
  board: AttachedBoard,
  params: SetupParams,
  context: CommandContext,
): Promise<WireSettings['scope']> {
  const wanted = toDriver(board, params);
  return await board.remembering('scope', changesUnread(board, wanted), async () => {
    try {
      return board.changed('scope', await board.driver.scope.setup(wanted), context);
    } catch (error) {
      throw restateError(board, wanted, error);
    }
  });
}

/** The setup that an acquisition asks for: its own names for the channels' signals are the scope's inputs. */
function setupOf(params: AcquireParams): SetupParams {
  const { input_channel, input_channels, timeout: _, trace_average: __, ...settings } = params;
  const [first = input_channel ?? settings.input1 ?? 'in1', second = settings.input2] = input_channels ?? [];
  return { ...settings, input1: first, input2: second };
}

/** Acquires. New settings are told as soon as the scope waits, for they stay whatever the end. */
async function acquire(
  board: AttachedBoard,
  params: AcquireParams,
  context: CommandContext,
): Promise<Acquisition> {
  const { scope } = board.driver;
  const settings = toDriver(board, setupOf(params));
  const known = new Map<string, unknown>(Object.entries(board.known.scope));
  const isNew =
    known.get('trigger_delay') === null ||
    Object.entries(settings).some(([name, value]) => known.get(name) !== value);
  let told: Promise<void> | null = null;
  const tell = async (): Promise<void> => {
    try {
      board.changed('scope', withoutState(await scope.get()), context);
    } catch {
      // The link has ended, which the acquisition itself reports.
    }
  };
  const run = async (wait: Wait): Promise<Acquisition> =>
    await scope.acquire({
      settings,
      channels: params.input_channels === undefined ? ['ch1'] : ['ch1', 'ch2'],
      triggerTimeout: params.timeout,
      averages: params.trace_average,
      signal: wait.signal,
      onWaiting: (state) => {
        // First of all: whoever reads while the scope waits would take notice of the change, and nobody tell it.
        if (isNew) told ??= tell();
        wait.onWaiting(state);
      },
      onProgress: (done, total) => context.progress({ done, total }),
    });
  return await board.remembering('scope', changesUnread(board, settings), async () => {
    try {
      return await board.wait(context, run);
    } catch (error) {
      throw restateError(board, settings, error);
    } finally {
      await told;
    }
  });
}

export const scopeHandlers: Handlers<
  'scope_setup' | 'scope_get' | 'scope_acquire' | 'scope_set_decimation' | 'scope_set_trigger'
> = {
  scope_setup: setup,

  scope_get: async (board) => {
    const seen = board.reading();
    const state = await board.driver.scope.get();
    const { armed, triggered, duration } = state;
    return { ...seen('scope', withoutState(state)), armed, triggered, duration };
  },

  scope_acquire: async (board, params, context) => {
    const acquisition = await acquire(board, params, context);
    const { time, settings, triggerTimestamp } = acquisition;
    const traces = onConnector(acquisition, board.scale);
    const [first = new Float32Array(0)] = traces;
    return {
      voltage: params.input_channels === undefined ? first : traces,
      time: board.axes.get(first.length, time.start, time.step),
      trigger_time: boardTime(triggerTimestamp),
      settings: onWire.scope(settings, board.scale),
    };
  },

  scope_set_decimation: async (board, { value }, context) =>
    (await setup(board, { decimation: value }, context)).decimation,

  scope_set_trigger: async (board, { source }, context) => {
    const { trigger_source } = await setup(board, { trigger_source: source }, context);
    return trigger_source ?? source;
  },
};
