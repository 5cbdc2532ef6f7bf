import { type Client, type ClientEvents, CommandError, connect, type Subscription } from '@pyrpl-mux/client';
import { ManualClock } from '../../packages/client/src/testing/manual-clock.ts';
import type { Call, ClientUnderTest, Inspection, Outcome, Topic, Troupe } from './client-under-test.ts';
import { plain } from './plain.ts';

interface Begun {
  readonly outcome: Promise<Outcome>;
  readonly abort: AbortController;
  readonly progress: unknown[];
}

function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  return promise.then(
    (result) => ({ result: plain(result) }),
    (error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      const { code, effect, limit = null, number = null, issues = [] } = error.info;
      return { error: { code, effect, sentence: error.message, limit, number, issues } };
    },
  );
}

/** The client of this repository, in this process. */
class TypeScriptClient implements ClientUnderTest {
  readonly #clock = new ManualClock();
  readonly #connecting: Promise<Client>;
  readonly #calls = new Map<string, Begun>();
  readonly #subscriptions = new Map<string, Promise<Subscription>>();
  #client: Client | undefined;
  #barrier = 0;

  constructor(url: string) {
    this.#connecting = connect(url, { clock: this.#clock, random: () => 0.5, token: 'secret' }).then(
      (client) => {
        this.#client = client;
        client.on('event', ({ event, data }) => {
          if (event === 'barrier') this.#barrier = Number(data);
        });
        return client;
      },
    );
    // A scenario about connecting looks at it when its step comes.
    this.#connecting.catch(() => {});
  }

  connected(): Promise<Outcome> {
    return outcomeOf(this.#connecting.then(() => undefined));
  }

  call(name: string, { command, params, timeout, id, progress: wanted }: Call): Promise<void> {
    const abort = new AbortController();
    const progress: unknown[] = [];
    const answer = this.#attached().commandByName(command, params, {
      timeout,
      signal: abort.signal,
      noId: !id,
      ...(wanted ? { onProgress: (data: unknown) => progress.push(data) } : {}),
    });
    this.#calls.set(name, { outcome: outcomeOf(answer), abort, progress });
    return Promise.resolve();
  }

  cancel(name: string): Promise<void> {
    this.#named(name).abort.abort();
    return Promise.resolve();
  }

  async answer(name: string): Promise<{ readonly outcome: Outcome; readonly progress: readonly unknown[] }> {
    const { outcome, progress } = this.#named(name);
    return { outcome: await outcome, progress };
  }

  subscribe(name: string, topic: Topic, params: Readonly<Record<string, unknown>>): Promise<void> {
    const subscription = this.#attached().subscribe(topic, params);
    subscription.catch(() => {});
    this.#subscriptions.set(name, subscription);
    return Promise.resolve();
  }

  unsubscribe(name: string): Promise<void> {
    void this.#subscription(name).then((subscription) => subscription.close());
    return Promise.resolve();
  }

  nextEvent(name: string): Promise<Outcome> {
    const next = this.#subscription(name)
      .then((subscription) => subscription[Symbol.asyncIterator]().next())
      .then((step) => (step.done === true ? null : step.value.data));
    return outcomeOf(next);
  }

  untilState(state: string): Promise<void> {
    return this.#until('state', () => this.#attached().state === state);
  }

  untilBarrier(number: number): Promise<void> {
    return this.#until('event', () => this.#barrier >= number);
  }

  inspect(): Promise<Inspection> {
    const { state, counters, pending, greeting } = this.#attached();
    return Promise.resolve({
      state,
      worker: { state: greeting.state, reason: greeting.reason },
      counters: { ...counters },
      pending: pending.map(({ command }) => command),
    });
  }

  advance(seconds: number): Promise<void> {
    this.#clock.advance(seconds * 1000);
    return Promise.resolve();
  }

  loseTimers(): Promise<void> {
    this.#clock.loseTimers();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#client?.close();
    return Promise.resolve();
  }

  leftovers(): Promise<readonly string[]> {
    return Promise.resolve(this.#clock.armed === 0 ? [] : [`${this.#clock.armed} timers`]);
  }

  #attached(): Client {
    if (this.#client === undefined) throw new Error('The client is not attached');
    return this.#client;
  }

  #subscription(name: string): Promise<Subscription> {
    return this.#subscriptions.get(name) ?? Promise.reject(new Error(`No subscription is named ${name}`));
  }

  #named(name: string): Begun {
    const call = this.#calls.get(name);
    if (call === undefined) throw new Error(`No call is named ${name}`);
    return call;
  }

  /** Until something holds that only changes before an event. */
  async #until(event: keyof ClientEvents, holds: () => boolean): Promise<void> {
    const client = this.#attached();
    const reached = Promise.withResolvers<void>();
    const forget = client.on(event, () => {
      if (holds()) reached.resolve();
    });
    if (holds()) reached.resolve();
    await reached.promise.finally(forget);
  }
}

/** The client of `packages/client`. */
export const typescriptTroupe: Troupe = {
  open: (url) => Promise.resolve(new TypeScriptClient(url)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
