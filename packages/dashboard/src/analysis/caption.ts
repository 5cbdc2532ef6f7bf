import type { ScopeTrace } from '@pyrpl-mux/client';
import { formatSi } from '../quantities/si.ts';
import { timeReadouts, voltageReadouts } from './cursor-readout.ts';
import type { CursorPair } from './cursors.ts';
import type { TraceOrigin } from './export.ts';

/** A piece of a picture's caption, in a colour of the theme. */
export interface CaptionPart {
  readonly text: string;
  readonly colour: `--${string}`;
}

/** What a picture of a trace tells: its signals, the cursors, the board, when it was shown, and the scope's settings. */
export function traceCaption(
  { settings }: ScopeTrace,
  { board, when }: TraceOrigin,
  { times, voltages }: { readonly times: CursorPair | null; readonly voltages: CursorPair | null },
): readonly CaptionPart[] {
  const readouts = [
    ...(times === null ? [] : timeReadouts(times)),
    ...(voltages === null ? [] : voltageReadouts(voltages)),
  ];
  const muted = (text: string): CaptionPart => ({ text, colour: '--muted' });
  return [
    { text: `Ch 1: ${settings.input1}`, colour: '--ch1' },
    { text: `Ch 2: ${settings.input2}`, colour: '--ch2' },
    ...readouts.map(({ name, text }): CaptionPart => ({ text: `${name} = ${text}`, colour: '--text' })),
    muted(board),
    muted(`${new Date(when).toISOString().slice(0, 19).replace('T', ' ')} UTC`),
    muted(`decimation ${settings.decimation}${settings.average ? ', averaged' : ''}`),
    muted(`trigger ${settings.trigger_source ?? 'unknown'}`),
    muted(
      `level ${formatSi(settings.threshold, 'V', 4)}, hysteresis ${formatSi(settings.hysteresis, 'V', 3)}`,
    ),
    ...(settings.trigger_delay === null ? [] : [muted(`delay ${formatSi(settings.trigger_delay, 's', 4)}`)]),
  ];
}

/** What stands between two parts on one line. */
export const CAPTION_GAP = '    ';

/** Parts of a caption, as many on each line as there is room for. */
export function wrapped(
  parts: readonly CaptionPart[],
  widthOf: (text: string) => number,
  room: number,
): readonly (readonly CaptionPart[])[] {
  const lines: CaptionPart[][] = [];
  let left = 0;
  for (const part of parts) {
    const line = lines.at(-1);
    if (line === undefined || left + widthOf(part.text) > room) {
      lines.push([part]);
      left = 0;
    } else line.push(part);
    left += widthOf(part.text + CAPTION_GAP);
  }
  return lines;
}
