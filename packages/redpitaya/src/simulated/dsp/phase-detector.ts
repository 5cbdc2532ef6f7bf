const turn = 2 ** 32;

/** The phase-frequency detector (pfd_block): counts rising sign edges of the input against those of the sine. */
export class PhaseDetector {
  #integral = 0;
  #inputWasNegative = false;
  #sineWasNegative = false;
  #turns = 0;
  #tracked: number | undefined;

  /** Integral in counts, -8192..8191 (register 0x150). */
  get integral(): number {
    return this.#integral;
  }

  /** pfd_on = 0: clears the integral and the edge detectors. */
  reset(): void {
    this.#integral = 0;
    this.#inputWasNegative = false;
    this.#sineWasNegative = false;
    this.#tracked = undefined;
  }

  /** One cycle, with the sign bits of the filtered input and of the sine. */
  step(inputNegative: boolean, sineNegative: boolean): void {
    const inputEdge = inputNegative && !this.#inputWasNegative;
    const sineEdge = sineNegative && !this.#sineWasNegative;
    this.#inputWasNegative = inputNegative;
    this.#sineWasNegative = sineNegative;
    this.#tracked = undefined;
    if (this.#integral === 8191) this.#integral = 8190;
    else if (this.#integral === -8192) this.#integral = -8191;
    else if (inputEdge && !sineEdge) this.#integral += 1;
    else if (sineEdge && !inputEdge) this.#integral -= 1;
  }

  /**
   * As `count` steps. The sine is negative where its phase is in the second half of a turn.
   *
   * @param input - filtered input; its sign counts
   * @param phases - phase of the sine in step i, for i > 0
   * @param shift - 1 for a sine at twice the frequency, else 0; -1 while the oscillator is held
   * @param sineNegative - sign of the sine in step 0
   * @param out - receives the integral before each step, if anybody listens
   */
  run(
    input: Int32Array,
    phases: Int32Array,
    shift: number,
    sineNegative: boolean,
    count: number,
    out: Int32Array | undefined,
  ): void {
    this.#tracked = undefined;
    let integral = this.#integral;
    let inputBefore = this.#inputWasNegative ? 1 : 0;
    let sineBefore = this.#sineWasNegative ? 1 : 0;
    let sine = sineNegative ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      if (out !== undefined) out[i] = integral;
      const sign = (input[i] ?? 0) >>> 31;
      const change = (sign & ~inputBefore) - (sine & ~sineBefore);
      if (integral === 8191) integral = 8190;
      else if (integral === -8192) integral = -8191;
      else integral += change;
      inputBefore = sign;
      sineBefore = sine;
      sine = shift < 0 ? 0 : ((phases[i + 1] ?? 0) << shift) >>> 31;
    }
    this.#integral = integral;
    this.#inputWasNegative = inputBefore === 1;
    this.#sineWasNegative = sineBefore === 1;
  }

  /**
   * Advances by a leap in which the input was a sine: the integral follows whole turns of the phase between input and
   * reference, which must turn by less than half a turn per leap. An input without amplitude has no edges, so the
   * sine's own turns count down.
   *
   * @param present - whether the input has an amplitude
   * @param phase - phase of the input relative to the sine, in turns
   * @param sineTurns - turns of the sine in this leap
   */
  leap(present: boolean, phase: number, sineTurns: number): void {
    if (!present) {
      this.#turns -= sineTurns;
      this.#tracked = undefined;
    } else if (this.#tracked === undefined) {
      this.#tracked = phase;
    } else {
      const advance = phase - this.#tracked;
      this.#turns += advance - Math.round(advance);
      this.#tracked = phase;
    }
    const whole = Math.floor(this.#turns);
    this.#turns -= whole;
    this.#integral = Math.min(8191, Math.max(-8192, this.#integral + whole));
  }
}

/** Turns an oscillator makes in `stride` cycles. */
export function turnsIn(frequency: number, stride: number): number {
  return (frequency * stride) / turn;
}
