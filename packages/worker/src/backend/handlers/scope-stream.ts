import { type Acquisition, WaitTimeoutError } from '@pyrpl-mux/redpitaya';
import type { StreamedTrace, WaitContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { boardTime, onConnector, restateTimeout } from './scope-trace.ts';
import { onWire } from './settings.ts';

/** Takes one trace with the settings as they are; null if they have no trigger to wait for. */
export async function streamTrace(board: AttachedBoard, context: WaitContext): Promise<StreamedTrace | null> {
  const { trigger_source } = board.known.scope;
  if (trigger_source === null || trigger_source === 'off') return null;
  const acquisition = await acquire(board, context);
  const { time, settings, triggerTimestamp } = acquisition;
  const [first = new Float32Array(0), second = new Float32Array(0)] = onConnector(acquisition, board.scale);
  return {
    voltage: [first, second],
    time_start: time.start,
    time_step: time.step,
    trigger_time: boardTime(triggerTimestamp),
    settings: onWire.scope(settings, board.scale),
  };
}

async function acquire(board: AttachedBoard, context: WaitContext): Promise<Acquisition> {
  try {
    return await board.wait(context, async (wait) => await board.driver.scope.stream(wait));
  } catch (error) {
    throw error instanceof WaitTimeoutError ? restateTimeout(error, board.scale) : error;
  }
}
