/** Shows what comes in at any rate once per frame of the display: the newest wins. */
export class NewestFrame<Item> {
  readonly #requestFrame: (callback: () => void) => void;
  readonly #show: (item: Item) => void;
  #next: { readonly item: Item } | null = null;
  #requested = false;

  /**
   * @param requestFrame - calls back once, before the display's next frame
   * @param show - is given the newest item, at most once per frame
   */
  constructor(requestFrame: (callback: () => void) => void, show: (item: Item) => void) {
    this.#requestFrame = requestFrame;
    this.#show = show;
  }

  offer(item: Item): void {
    this.#next = { item };
    if (this.#requested) return;
    this.#requested = true;
    this.#requestFrame(() => {
      this.#requested = false;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.#show(next.item);
    });
  }

  /** Forgets what has not been shown yet. */
  clear(): void {
    this.#next = null;
  }
}
