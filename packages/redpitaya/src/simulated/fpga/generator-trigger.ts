import type { AsgChannel } from './asg-channel.ts';

/** Cycles from a generator's trigger output to the scope's trigger pulse. */
const LATENCY = 4;

/** Cycles beyond the debounce before the next output of a generator counts. */
const RELEASE = 2;

/** Accepted outputs that a search follows up from the last one; after a longer pause it begins anew. */
const FOLLOWED = 64;

/**
 * The debounced trigger of one generator (sources 8 and 9): after an output that counts, others are ignored for a
 * while, also when nobody has armed the scope (red_pitaya_scope.v).
 */
export class GeneratorTrigger {
  readonly #asg: AsgChannel;
  #accepted = Number.NEGATIVE_INFINITY;

  constructor(asg: AsgChannel) {
    this.#asg = asg;
  }

  /**
   * First trigger pulse in `from <= cycle < to`.
   *
   * @param debounce - cycles during which further outputs are ignored
   */
  find(debounce: number, from: number, to: number): number | undefined {
    const first = from - LATENCY;
    const pause = debounce + RELEASE;
    const next = this.#accepted + pause;
    for (let at = next < first - FOLLOWED * pause ? first - pause : next; ; ) {
      const output = this.#asg.nextTriggerOut(at, to - LATENCY);
      if (output === undefined) return undefined;
      this.#accepted = output;
      if (output >= first) return output + LATENCY;
      at = output + pause;
    }
  }
}
