import { CommandError } from '@pyrpl-mux/client';
import type { Acquisition, WaitTimeoutError } from '@pyrpl-mux/redpitaya';
import type { InputScale } from './input-range.ts';

/** Clock cycles of the board's time per second. */
const CLOCK_FREQUENCY = 125e6;

/** A count of the board's clock cycles in seconds. */
export const boardTime = (cycles: number): number => cycles / CLOCK_FREQUENCY;

/** The traces of an acquisition in volts at the connectors; the first is that of channel 1. */
export function onConnector({ voltage, settings }: Acquisition, scale: InputScale): Float32Array[] {
  return voltage.map((trace, index) => {
    const factor = scale.factor(index === 0 ? settings.input1 : settings.input2);
    return factor === 1 ? trace : trace.map((volts) => volts * factor);
  });
}

/** What is told of a trace that did not come in time, with volts at the connectors. */
export function restateTimeout(error: WaitTimeoutError, scale: InputScale): CommandError {
  const sentence = error.describe((signal) => scale.factor(signal));
  return error.state.kind === 'recording'
    ? new CommandError('board_fault', sentence, { effect: 'done', cause: error })
    : new CommandError('timeout', sentence, { effect: 'done', limit: 'trigger_timeout', cause: error });
}
