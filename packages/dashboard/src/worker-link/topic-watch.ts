import { type Client, CommandError, type Topic, type TopicEvent, type TopicParams } from '@pyrpl-mux/client';

/** What a {@link TopicWatch} follows, and who is told. */
export interface TopicWatchOptions<Name extends Topic> {
  readonly topic: Name;
  readonly params: TopicParams[Name];
  readonly listener: (event: TopicEvent<Name>) => void;
  /** The worker refuses to begin, or to end. */
  readonly failed: (error: unknown) => void;
}

/** Follows a topic from the first connection that answers; over later ones the client keeps it up. */
export class TopicWatch<Name extends Topic> {
  readonly #options: TopicWatchOptions<Name>;
  #state: 'asked' | 'followed' | 'waits' = 'waits';
  #ended = false;
  #close: (() => Promise<void>) | null = null;

  constructor(options: TopicWatchOptions<Name>) {
    this.#options = options;
  }

  /** There is a connection. */
  connected(client: Client): void {
    if (this.#state === 'waits') void this.#subscribe(client);
  }

  /** Ends it: the listener is not called again. */
  end(): void {
    this.#ended = true;
    void this.#unsubscribe();
  }

  async #subscribe(client: Client): Promise<void> {
    const { topic, params, listener, failed } = this.#options;
    this.#state = 'asked';
    try {
      const subscription = await client.subscribe(topic, params, (event) => {
        if (!this.#ended) listener(event);
      });
      this.#state = 'followed';
      this.#close = () => subscription.close();
    } catch (error) {
      // The next connection begins anew.
      this.#state = 'waits';
      const lost = error instanceof CommandError && error.code === 'worker_lost';
      if (!lost && !this.#ended) failed(error);
    }
    if (this.#ended) await this.#unsubscribe();
  }

  async #unsubscribe(): Promise<void> {
    try {
      await this.#close?.();
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
