import type { PidStep } from './step-list.ts';
import type { LoopLimits, StrideLimits } from './topology.ts';

/** PID modules are the first nodes. */
const PIDS = 3;
/** More cycles than any leap has. */
const FOREVER = 2 ** 50;

/**
 * The PID modules that stay at a limit of their output during a part of a leap: nothing goes round the loops by way of
 * them, so that more time may pass there than in a closed loop.
 */
export class HeldPids {
  readonly #pids: readonly PidStep[];
  readonly #limits: LoopLimits;
  readonly #live: Int32Array;
  /** Cycles from the part's beginning for which each module stays, by node. */
  readonly #expected: Float64Array;
  /** The inputs that the expectation is for, by node. */
  readonly #inputs: Float64Array;
  #held = 0;
  #cycles = 0;
  #isFirst = true;

  /** @param live - present values of the nodes */
  constructor(pids: readonly PidStep[], limits: LoopLimits, live: Int32Array) {
    this.#pids = pids;
    this.#limits = limits;
    this.#live = live;
    this.#expected = new Float64Array(PIDS);
    this.#inputs = new Float64Array(PIDS);
  }

  /** Cycles of the part. */
  get cycles(): number {
    return this.#cycles;
  }

  /** How many of them may pass in each block. */
  get limits(): StrideLimits {
    return this.#limits.of(this.#held);
  }

  holds({ node }: PidStep): boolean {
    return ((this.#held >> node) & 1) === 1;
  }

  /** Steps or settings may have come in between since the last leap. */
  forget(): void {
    this.#inputs.fill(Number.NaN);
  }

  /** A leap begins: any module may be held. */
  begin(): void {
    this.#isFirst = true;
  }

  /** The next part, of at most `cycles` cycles, by the values before it. A module that began to move is held no more. */
  expect(cycles: number): void {
    const before = this.#cycles;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    this.#held = 0;
    this.#cycles = cycles;
    for (const { block, node, source } of this.#pids) {
      const left = (this.#expected[node] ?? 0) - before;
      this.#expected[node] = 0;
      const limit = this.#limits.of(0).pids[node] ?? 1;
      if (limit >= cycles) continue;
      const isCandidate = block.isAtLimit && (isFirst || left > 0);
      const isLonger = isCandidate && limit < (this.#limits.of(1 << node).pids[node] ?? 1);
      const input = this.#live[source] ?? 0;
      const isKnown = left >= cycles && input === this.#inputs[node];
      const expected = isLonger ? (isKnown ? left : block.heldCycles(input, FOREVER)) : 0;
      // Where that is shorter, a leap of the loop is as good.
      if (expected <= limit) continue;
      this.#expected[node] = expected;
      this.#inputs[node] = input;
      this.#held |= 1 << node;
      this.#cycles = Math.min(this.#cycles, expected);
    }
  }

  /** Corrects it by the values in it. */
  confirm(): void {
    if (this.#held === 0) return;
    for (const pid of this.#pids) {
      if (!this.holds(pid)) continue;
      const { block, node, source } = pid;
      const input = this.#live[source] ?? 0;
      if (input === this.#inputs[node]) continue;
      const held = block.heldCycles(input, FOREVER);
      this.#inputs[node] = input;
      this.#expected[node] = held;
      if (held === 0) this.#held &= ~(1 << node);
      else this.#cycles = Math.min(this.#cycles, held);
    }
  }
}
