/**
 * What the board's signals are, cycle by cycle: written from the FPGA's equations (fixed point, register stages), and
 * from nothing that the driver or the simulated board contain.
 */

/** A generator that was started while somebody watched. */
export interface AsgModel {
  readonly table: Int32Array;
  /** 30-bit pointer at the start, and its step per cycle. */
  readonly start: number;
  readonly step: number;
  /** Factor of the table, 2^13 for 1. */
  readonly amplitude: number;
  readonly offset: number;
  /** Cycle in which the output shows the start. */
  readonly startCycle: number;
}

/** The oscillator of a demodulator whose gain is 0: its modulated output is the bare carrier. */
export interface CarrierModel {
  /** Amplitude in counts. */
  readonly amplitude: number;
  /** Position among the 8192 values of a period in cycle `cycle`, and its step per cycle. */
  readonly position: number;
  readonly step: number;
  readonly cycle: number;
}

/** A controller without integrator. */
export interface PidModel {
  readonly input: ModelSignal;
  readonly setpoint: number;
  /** 4096 for 1. */
  readonly p: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Names of modules whose output can be summed into out1 and out2. */
export type Driver = 'asg0' | 'asg1' | 'iq0' | 'iq1' | 'pid0' | 'pid1' | 'pid2';

/** Names of the signals of this model. */
export type ModelSignal = Driver | 'in1' | 'in2' | 'out1' | 'out2' | 'off';

/** Everything that determines the signals. */
export interface BoardModel {
  readonly asg0: AsgModel;
  readonly asg1: AsgModel;
  readonly iq0: CarrierModel;
  readonly iq1: CarrierModel;
  readonly pid0: PidModel;
  readonly pid1: PidModel;
  readonly pid2: PidModel;
  readonly out1: readonly Driver[];
  readonly out2: readonly Driver[];
  /** Cycles from an output's signal to the signal of the input wired to it, out1 to in1 and out2 to in2. */
  readonly wire: number;
}

/** Register stages from a controller's input to its output: error, product, sum, limit. */
const PID_LATENCY = 4;

/** Register stages of the tree that sums the modules' outputs. */
const SUM_LATENCY = 5;

const POINTER_RANGE = 2 ** 30;
const TABLE_SHIFT = 2 ** 16;
const CARRIER_POSITIONS = 8192;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const saturate = (value: number): number => clamp(value, -8192, 8191);

/** Half-even rounding, as NumPy's. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Fills a generator's table from a function of the period's fraction, -1 to 1. */
export function tableOf(shape: (fraction: number) => number): Int32Array {
  return Int32Array.from({ length: 16_384 }, (_, index) => roundHalfEven(8191 * shape(index / 16_384)));
}

/** One period of each waveform with a shape. */
export const SHAPES = {
  sin: (x: number): number => Math.sin(2 * Math.PI * x),
  cos: (x: number): number => Math.cos(2 * Math.PI * x),
  ramp: (x: number): number => (x < 0.5 ? -1 + 4 * x : 1 - 4 * (x - 0.5)),
  halframp: (x: number): number => -1 + 2 * x,
  square: (x: number): number => (x < 0.5 ? 1 : -1),
  dc: (): number => 0,
} as const;

/** A generator's output, in counts. */
export function asgTrace(asg: AsgModel, first: number, count: number): Int32Array {
  const { table, start, step, amplitude, offset, startCycle } = asg;
  const elapsed = BigInt(Math.max(0, first - startCycle));
  let pointer = Number((BigInt(start) + elapsed * BigInt(step)) % BigInt(POINTER_RANGE));
  return Int32Array.from({ length: count }, (_, index) => {
    const value = table[Math.floor(pointer / TABLE_SHIFT)] ?? 0;
    if (first + index >= startCycle) pointer = (pointer + step) % POINTER_RANGE;
    return saturate(Math.floor((value * amplitude) / 8192) + offset);
  });
}

/** The sine of a demodulator's oscillator: a quarter of a period in 2048 values of 16 bits. */
export function oscillatorSine(position: number): number {
  const quarter = Math.floor(position / 2048) % 4;
  const within = position % 2048;
  const index = quarter % 2 === 0 ? within : 2047 - within;
  const value = Math.round(65_535 * Math.sin(((index + 0.5) / 2048) * (Math.PI / 2)));
  return quarter < 2 ? value : -value;
}

const SINES = Int32Array.from({ length: CARRIER_POSITIONS }, (_, position) => oscillatorSine(position));

/** A carrier's output, in counts. */
export function carrierTrace(carrier: CarrierModel, first: number, count: number): Int32Array {
  const { amplitude, position, step, cycle } = carrier;
  return Int32Array.from({ length: count }, (_, index) => {
    const moved = (position + step * (first + index - cycle)) % CARRIER_POSITIONS;
    const sine = SINES[(moved + CARRIER_POSITIONS) % CARRIER_POSITIONS] ?? 0;
    return saturate(Math.floor((amplitude * sine) / 65_536));
  });
}

function controlled({ setpoint, p, minimum, maximum }: PidModel, input: number): number {
  const value = saturate(Math.floor(((input - setpoint) * p) / 4096));
  if (value >= maximum) return maximum;
  return value <= minimum ? minimum : value;
}

function sum(board: BoardModel, drivers: readonly Driver[], first: number, count: number): Int32Array {
  const total = new Int32Array(count);
  for (const driver of drivers) {
    const trace = predict(board, driver, first - SUM_LATENCY, count);
    for (let index = 0; index < count; index += 1) total[index] = (total[index] ?? 0) + (trace[index] ?? 0);
  }
  return total.map(saturate);
}

/**
 * What a signal is in `count` cycles from `first` on, in counts.
 *
 * The routing must have no feedback.
 */
export function predict(board: BoardModel, signal: ModelSignal, first: number, count: number): Int32Array {
  switch (signal) {
    case 'off':
      return new Int32Array(count);
    case 'asg0':
    case 'asg1':
      return asgTrace(board[signal], first, count);
    case 'iq0':
    case 'iq1':
      return carrierTrace(board[signal], first, count);
    case 'pid0':
    case 'pid1':
    case 'pid2': {
      const pid = board[signal];
      return predict(board, pid.input, first - PID_LATENCY, count).map((input) => controlled(pid, input));
    }
    case 'out1':
    case 'out2':
      return sum(board, board[signal], first, count);
    case 'in1':
      return predict(board, 'out1', first - board.wire, count);
    case 'in2':
      return predict(board, 'out2', first - board.wire, count);
  }
}
