import { BoardClock } from '../clock.ts';
import { SIGNAL } from '../dsp.ts';
import { type FpgaOptions, type FpgaStatus, SimulatedFpga } from '../fpga.ts';

export const SCOPE = 0x4010_0000;
export const ASG = 0x4020_0000;
/** Control word of both generators at rest. */
const CONTROL = 0x0200_0200;
/** Wraps at the end of the table, triggered by the write. */
const START = 0x11;

/** Address of a register at the DSP base of `slot`. */
export function dsp(slot: keyof typeof SIGNAL, offset: number): number {
  return 0x4030_0000 + 0x1_0000 * SIGNAL[slot] + offset;
}

function signed(word: number | undefined): number {
  return ((word ?? Number.NaN) << 18) >> 18;
}

/** A simulated board whose wall clock the test moves, with what an operator does to it. */
export class TestBoard {
  readonly fpga: SimulatedFpga;
  #nanoseconds = 0;

  /** @param noise - counts rms at the inputs */
  constructor(wiring = 'out1->in1, out2->in2', noise = 0, options: FpgaOptions = {}) {
    const clock = new BoardClock(() => this.#nanoseconds);
    this.fpga = new SimulatedFpga({ ...options, wiring, noise: noise / 8192, clock });
  }

  get status(): FpgaStatus {
    return this.fpga.status;
  }

  write(address: number, value: number): void {
    this.fpga.write(address, Uint32Array.of(value));
  }

  read(address: number): number {
    return this.fpga.read(address, 1)[0] ?? Number.NaN;
  }

  /** Lets `cycles` of board time pass. */
  wait(cycles: number): void {
    this.#nanoseconds += Math.round(cycles) * 8;
  }

  /** Present value of a signal, counts. */
  sample(slot: keyof typeof SIGNAL): number {
    return signed(this.read(dsp(slot, 0x10)));
  }

  /** A constant `counts` from asg0. */
  level(counts: number): void {
    this.write(ASG + 4, (counts & 0x3fff) * 0x1_0000);
  }

  /** Starts a generator on one period of `shape` in 16384 points, advancing by `step` of 2^30 per cycle. */
  generate(channel: 0 | 1, step: number, shape: (point: number) => number): void {
    const table = Uint32Array.from({ length: 16384 }, (_, point) => shape(point) & 0x3fff);
    this.fpga.write(ASG + 0x1_0000 * (1 + channel), table);
    this.write(ASG + 0x20 * channel + 0x10, step);
    this.write(ASG, CONTROL + START * 2 ** (16 * channel));
  }

  /** Selects the scope's inputs. */
  inputs(first: keyof typeof SIGNAL, second: keyof typeof SIGNAL): void {
    this.write(dsp('asg0', 0), SIGNAL[first]);
    this.write(dsp('asg1', 0), SIGNAL[second]);
  }

  /** Arms the scope. */
  start(source: number, delay: number, decimation: number, average = 0): void {
    this.write(SCOPE + 0x14, decimation);
    this.write(SCOPE + 0x28, average);
    this.write(SCOPE, 2);
    this.write(SCOPE + 0x10, delay);
    this.write(SCOPE, 1);
    this.write(SCOPE + 4, source);
  }

  get isDone(): boolean {
    return (this.read(SCOPE) & 5) === 0;
  }

  /** Looks every `step` cycles whether the acquisition is over. */
  finish(step: number): void {
    for (let polls = 0; !this.isDone; polls++) {
      if (polls > 2000) throw new Error('The scope does not finish.');
      this.wait(step);
    }
  }

  /** A channel's buffer in counts, from index `from` on. */
  buffer(channel: 0 | 1, from = 0): Int32Array {
    const words = this.fpga.read(SCOPE + 0x1_0000 * (1 + channel), 16384);
    return Int32Array.from(words, (_, i) => signed(words[(from + i) & 16383]));
  }

  /** A channel's buffer from the sample at the trigger pointer on. */
  fromTrigger(channel: 0 | 1): Int32Array {
    return this.buffer(channel, this.read(SCOPE + 0x1c));
  }

  /** Both channels of an immediate trace at decimation 1, oldest sample first. */
  trace(first: keyof typeof SIGNAL, second: keyof typeof SIGNAL): [Int32Array, Int32Array] {
    this.inputs(first, second);
    this.start(1, 16384, 1);
    this.finish(25_000);
    const oldest = this.read(SCOPE + 0x18) + 1;
    return [this.buffer(0, oldest), this.buffer(1, oldest)];
  }

  /** Cycle of the last trigger. */
  timestamp(): number {
    return this.read(SCOPE + 0x164) + 2 ** 32 * this.read(SCOPE + 0x168);
  }
}

/** One period of a full-scale sine. */
export function sine(point: number): number {
  return Math.round(8191 * Math.sin((2 * Math.PI * point) / 16384));
}

/** One period of a full-scale triangle that starts at its bottom. */
export function triangle(point: number): number {
  return Math.min(8191, -8192 + 2 * Math.min(point, 16384 - point));
}

/** Delay of `b` against `a` in samples at which all of the compared samples are equal under `law`. */
export function lag(a: Int32Array, b: Int32Array, law: (value: number) => number): number | undefined {
  for (let delay = 0; delay < 200; delay++) {
    let equal = true;
    for (let i = 300; i < 4000 && equal; i++) equal = b[i] === law(a[i - delay] ?? 0);
    if (equal) return delay;
  }
  return undefined;
}
