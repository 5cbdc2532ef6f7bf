/** Pixels that count as one step: less than a notch of any wheel, more than a twitch of a finger. */
const STEP = 50;

/** Pixels of a line, for browsers that count in lines. */
const LINE = 20;

/** Turns of a wheel as steps: a notch is one, and a touch pad's small moves add up to one. */
export class WheelSteps {
  #moved = 0;

  /** @returns 1 for a step up, -1 for a step down, else 0 */
  step({ deltaX, deltaY, deltaMode }: Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode'>): -1 | 0 | 1 {
    // With Shift held, browsers turn the wheel sideways.
    const turned = (deltaY === 0 ? deltaX : deltaY) * (deltaMode === 0 ? 1 : LINE);
    this.#moved = Math.sign(this.#moved) === -Math.sign(turned) ? turned : this.#moved + turned;
    if (Math.abs(this.#moved) < STEP) return 0;
    const step = this.#moved < 0 ? 1 : -1;
    this.#moved = 0;
    return step;
  }
}
