/** A range of cycles in which a value is wanted at least every `decimation` cycles. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly decimation: number;
}

/** Somebody who wants the values of stepped nodes as they go by. */
export interface Listener {
  /** The stepped nodes that it listens to now. */
  readonly hears: readonly number[];
  /** The first range wanted in `from <= cycle < to`, not empty. */
  wanted(from: number, to: number): Wanted | undefined;
  /** All live nodes hold their values of `stride` cycles from `cycle` on. */
  heard(cycle: number, stride: number): void;
  /** The nodes of `stepped` will be stepped from `cycle` on: what those in closed form were is known only until then. */
  rearranging(cycle: number, stepped: Uint8Array): void;
  /**
   * Everything before `cycle` has been heard.
   * @returns true when what is wanted has changed
   */
  paused(cycle: number): boolean;
}
