/** A module that is stepped, as a block of cycles sees it. */
export interface BlockTask {
  /** Nodes whose values it works with. */
  readonly needs: readonly number[];
  /** Nodes that it drives. */
  readonly makes: readonly number[];
  /** Works out the values of its nodes for `count` cycles from `cycle` on. */
  readonly run: (cycle: number, count: number) => void;
}

/**
 * The tasks in an order in which each finds what it needs, so that each can be run for many cycles at once.
 *
 * @returns undefined if some of them feed back
 */
export function inOrder(tasks: readonly BlockTask[]): BlockTask[] | undefined {
  const waiting = new Set(tasks);
  const missing = new Set(tasks.flatMap(({ makes }) => makes));
  const ordered: BlockTask[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(({ needs }) => !needs.some((node) => missing.has(node)));
    if (ready.length === 0) return undefined;
    for (const task of ready) {
      waiting.delete(task);
      ordered.push(task);
      for (const node of task.makes) missing.delete(node);
    }
  }
  return ordered;
}
