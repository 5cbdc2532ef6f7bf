/** Cycles from an edge at the trigger's source to the scope's trigger pulse. */
const LATENCY = 4;

/** Cycles beyond the debounce before the next edge counts. */
const RELEASE = 2;

/** Accepted edges that a search follows up from the last one; after a longer pause it begins anew. */
const FOLLOWED = 64;

/**
 * A trigger of the scope that comes from a generator or the external pin: after an edge that counts, others are
 * ignored for a while, also when nobody has armed the scope (red_pitaya_scope.v).
 */
export class DebouncedTrigger {
  readonly #nextEdge: (from: number, to: number) => number | undefined;
  #accepted = Number.NEGATIVE_INFINITY;

  /** @param nextEdge - the first edge in `from <= cycle < to` */
  constructor(nextEdge: (from: number, to: number) => number | undefined) {
    this.#nextEdge = nextEdge;
  }

  /**
   * First trigger pulse in `from <= cycle < to`.
   *
   * @param debounce - cycles during which further edges are ignored
   */
  find(debounce: number, from: number, to: number): number | undefined {
    const first = from - LATENCY;
    const pause = debounce + RELEASE;
    const next = this.#accepted + pause;
    for (let at = next < first - FOLLOWED * pause ? first - pause : next; ; ) {
      const edge = this.#nextEdge(at, to - LATENCY);
      if (edge === undefined) return undefined;
      this.#accepted = edge;
      if (edge >= first) return edge + LATENCY;
      at = edge + pause;
    }
  }
}
