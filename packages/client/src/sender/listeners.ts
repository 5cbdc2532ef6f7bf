/** Functions that are told of something. One that throws breaks neither the sender nor the others. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** @returns a function that takes the listener back */
  add(listener: (value: T) => void): () => void {
    // Wrapped, so that a function added twice is told twice and taken back one by one.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) callSafely(listener, value);
  }
}

/** Calls a function of the program; what it throws becomes an uncaught exception, as with any event listener. */
export function callSafely<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
