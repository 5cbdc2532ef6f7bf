import type { StreamedTrace, WaitContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { boardTime, onConnector } from './scope-trace.ts';
import { onWire } from './settings.ts';

/** Takes one trace with the settings as they are; null if they have no trigger to wait for. */
export async function streamTrace(board: AttachedBoard, context: WaitContext): Promise<StreamedTrace | null> {
  const { trigger_source } = board.known.scope;
  if (trigger_source === null || trigger_source === 'off') return null;
  const acquisition = await board.wait(context, async (wait) => await board.driver.scope.stream(wait));
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
