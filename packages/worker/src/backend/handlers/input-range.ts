import { CommandError, type InputRange } from '@pyrpl-mux/client';

/** How the inputs' jumpers are set. */
export interface InputRanges {
  readonly in1: InputRange;
  readonly in2: InputRange;
}

/** Volts at an input's connector that are 1 V inside the board: STEMlab's two jumper positions. */
const FULL_SCALE: Readonly<Record<InputRange, number>> = { LV: 1, HV: 20 };

/**
 * Converts between volts at the inputs' connectors, which travel on the wire, and the board's own, in which full scale
 * is 1 V. Signals other than `in1` and `in2` are the same in both.
 */
export class InputScale {
  readonly #ranges: InputRanges;

  constructor(ranges: InputRanges) {
    this.#ranges = ranges;
  }

  /** Volts on the wire that are 1 V inside the board, for a signal of the routing. */
  factor(signal: string): number {
    return signal === 'in1' || signal === 'in2' ? FULL_SCALE[this.#ranges[signal]] : 1;
  }

  /** What a value of the board's is on the wire. */
  fromBoard(signal: string, value: number): number {
    return value * this.factor(signal);
  }

  /**
   * What a value from the wire is inside the board.
   *
   * @throws CommandError `invalid_params` naming the range, if the signal never has such a value
   */
  toBoard(parameter: string, signal: string, value: number): number {
    const fullScale = this.factor(signal);
    if (Math.abs(value) <= fullScale) return value / fullScale;
    const range =
      signal === 'in1' || signal === 'in2' ? `, for ${signal} is set to ${this.#ranges[signal]}` : '';
    const message = `must be from -${fullScale} V to ${fullScale} V${range}, but was ${value} V`;
    throw new CommandError('invalid_params', `${parameter} ${message}. Nothing was changed.`, {
      issues: [{ path: parameter, message }],
    });
  }
}
