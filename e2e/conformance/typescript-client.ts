import { type Client, type ClientEvents, CommandError, connect, type EventMessage } from '@pyrpl-mux/client';
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
      return { error: { code: error.code, effect: error.effect, sentence: error.message } };
    },
  );
}

/** The client of this repository, in this process. */
class TypeScriptClient implements ClientUnderTest {
  readonly #clock = new ManualClock();
  readonly #connecting: Promise<Client>;
  readonly #calls = new Map<string, Begun>();
  readonly #events = new Map<string, AsyncIterator<EventMessage>>();
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

  subscribe(name: string, topic: Topic): Promise<void> {
    const subscription = this.#attached().subscribe(topic);
    subscription.catch(() => {});
    this.#events.set(name, { next: async () => (await subscription)[Symbol.asyncIterator]().next() });
    return Promise.resolve();
  }

  async nextEvent(name: string): Promise<unknown> {
    const events = this.#events.get(name);
    if (events === undefined) throw new Error(`No subscription is named ${name}`);
    const next = await events.next();
    return next.done === true ? undefined : plain(next.value.data);
  }

  untilState(state: string): Promise<void> {
    return this.#until('state', () => this.#attached().state === state);
  }

  untilBarrier(number: number): Promise<void> {
    return this.#until('event', () => this.#barrier >= number);
  }

  inspect(): Promise<Inspection> {
    const { state, counters, pending } = this.#attached();
    return Promise.resolve({
      state,
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
