/** A module that is stepped, as a block of cycles sees it. */
export interface BlockTask {
  /** Nodes whose values it works with. */
  readonly needs: readonly number[];
  /** Nodes that it drives. */
  readonly makes: readonly number[];
  /** Works out the values of its nodes for `count` cycles from `cycle` on. */
  readonly run: (cycle: number, count: number) => void;
}

/** Tasks around those that feed back to themselves. */
export interface BlockOrder {
  /** Each finds what it needs, so that it can be run for many cycles at once. */
  readonly before: readonly BlockTask[];
  /** Tasks that need what they make, or that lie between such ones: only cycle by cycle. */
  readonly loop: readonly BlockTask[];
  /** Like `before`, when the loop has been run. */
  readonly after: readonly BlockTask[];
}

/** Finds out which tasks can be run for many cycles at once, and when. */
export function inOrder(tasks: readonly BlockTask[]): BlockOrder {
  const waiting = new Set(tasks);
  const take = (isReady: (task: BlockTask) => boolean): BlockTask[] => {
    const taken: BlockTask[] = [];
    for (let ready = [...waiting].filter(isReady); ready.length > 0; ready = [...waiting].filter(isReady)) {
      for (const task of ready) waiting.delete(task);
      taken.push(...ready);
    }
    return taken;
  };
  const others = (nodes: (task: BlockTask) => readonly number[]) => new Set([...waiting].flatMap(nodes));
  const before = take((task) => {
    const missing = others(({ makes }) => makes);
    return !task.needs.some((node) => missing.has(node));
  });
  const after = take((task) => {
    const needed = others(({ needs }) => needs);
    return !task.makes.some((node) => needed.has(node));
  });
  return { before, loop: [...waiting], after: after.toReversed() };
}
