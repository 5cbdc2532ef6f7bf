import type { ScopeTrace } from '@pyrpl-mux/client';
import { holdsEverySample } from './full-trace.ts';

/** What is told with an exported trace. */
export interface TraceOrigin {
  readonly board: string;
  /** When the trace was shown: milliseconds since 1970. */
  readonly when: number;
}

/** Significant digits that tell every single-precision value from its neighbours. */
const SAMPLE_DIGITS = 9;
/** Significant digits of a time: 16384 samples, and six digits for the step between them. */
const TIME_DIGITS = 12;

/**
 * A trace as text: lines of comment with board and settings, the last of which names the columns and their units, then
 * `time,ch1,ch2` in s and V. `numpy.genfromtxt(file, delimiter=",")` gives an array (n, 3).
 */
export function traceAsCsv(trace: ScopeTrace, origin: TraceOrigin): string {
  const { voltage, settings, trigger_time } = trace;
  const grouped = holdsEverySample(trace)
    ? []
    : ['values = smallest and largest sample of each group, in the order in which they came'];
  const facts = [
    'pyrpl-mux: trace of the oscilloscope',
    `board = ${origin.board}`,
    `exported = ${new Date(origin.when).toISOString()}`,
    `trigger_time = ${trigger_time} s`,
    ...Object.entries(settings).map(
      ([name, value]) => `${name} = ${value}${value === null ? '' : unitOf(name)}`,
    ),
    ...grouped,
    `time [s],ch1 ${settings.input1} [V],ch2 ${settings.input2} [V]`,
  ];
  const times = traceTimes(trace);
  const rows = Array.from(times, (time, index) =>
    [
      Number(time.toPrecision(TIME_DIGITS)),
      ...voltage.map((samples) => Number((samples[index] ?? 0).toPrecision(SAMPLE_DIGITS))),
    ].join(','),
  );
  return `${[...facts.map((fact) => `# ${fact}`), ...rows].join('\n')}\n`;
}

function unitOf(setting: string): string {
  switch (setting) {
    case 'threshold':
    case 'hysteresis':
      return ' V';
    case 'trigger_delay':
      return ' s';
    default:
      return '';
  }
}

/**
 * A trace as NumPy's own file, format version 1.0: `time, ch1, ch2 = numpy.load(file)`, an array of float64 with the shape
 * (3, n), in s and V.
 *
 * The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function traceAsNpy(trace: ScopeTrace): ArrayBuffer {
  const rows = [traceTimes(trace), ...trace.voltage];
  const length = rows[0]?.length ?? 0;
  const description = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows.length}, ${length}), }`;
  // Magic string, version and header length take 10 bytes; the data begins at a multiple of 64.
  const dataStart = Math.ceil((10 + description.length + 1) / 64) * 64;
  const file = new ArrayBuffer(dataStart + 8 * rows.length * length);
  const view = new DataView(file);
  const write = (text: string, at: number): void => {
    for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
  };
  write('\u0093NUMPY\u0001\u0000', 0);
  view.setUint16(8, dataStart - 10, true);
  write(`${description.padEnd(dataStart - 11)}\n`, 10);
  rows.forEach((row, number) => {
    for (let index = 0; index < length; index++)
      view.setFloat64(dataStart + 8 * (number * length + index), row[index] ?? 0, true);
  });
  return file;
}

/** Time of each value [s]. */
function traceTimes({ voltage, time_start, time_step }: ScopeTrace): Float64Array {
  return Float64Array.from({ length: voltage[0].length }, (_, index) => time_start + index * time_step);
}
