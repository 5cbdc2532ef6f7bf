import {
  type Client,
  type ClientEvents,
  CommandError,
  connect,
  type EventMessage,
  isTypedArray,
} from '@pyrpl-mux/client';
import { expect } from 'vitest';
import { ManualClock } from '../../packages/client/src/testing/manual-clock.ts';
import { FakeWorker, PATIENCE, type Received } from './fake-worker.ts';
import type { Scenario, Step } from './scenario.ts';

type Outcome = { readonly result: unknown } | { readonly error: CommandError };

interface Call {
  readonly outcome: Promise<Outcome>;
  readonly abort: AbortController;
  readonly progress: unknown[];
}

type StepOf<Kind extends Step['do']> = Extract<Step, { readonly do: Kind }>;

function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  return promise.then(
    (result) => ({ result }),
    (error: unknown) => {
      if (error instanceof CommandError) return { error };
      throw error;
    },
  );
}

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come within ${PATIENCE} ms`)), PATIENCE);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** Until the client tells its listeners what is awaited. */
function told<Event extends keyof ClientEvents>(
  client: Client,
  event: Event,
  what: string,
  awaited: (value: ClientEvents[Event]) => boolean,
): Promise<void> {
  let forget = (): void => {};
  const heard = new Promise<void>((resolve) => {
    forget = client.on(event, (value) => {
      if (awaited(value)) resolve();
    });
  });
  return within(heard, what).finally(forget);
}

/** Typed arrays as plain lists, for scenarios are JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) => (isTypedArray(item) ? Array.from(item) : item)),
  );
}

function compareError(actual: Outcome, expected: NonNullable<StepOf<'expect_answer'>['error']>): void {
  if (!('error' in actual)) throw new Error(`expected ${expected.code}, but it succeeded`);
  const { code, effect, message } = actual.error;
  expect({ code, effect, sentence: message }).toEqual({
    code: expected.code,
    effect: expected.effect,
    sentence: expect.stringContaining(expected.sentence ?? '') as unknown,
  });
}

/** One scenario, played between the fake worker and the client of this repository. */
export class Rehearsal {
  readonly #scenario: Scenario;
  readonly #clock = new ManualClock();
  readonly #worker: FakeWorker;
  readonly #calls = new Map<string, Call>();
  readonly #ids = new Map<string, unknown>();
  readonly #events = new Map<string, AsyncIterator<EventMessage>>();
  readonly #connected: Promise<Client>;
  #client: Client | undefined;
  #barriers = 0;

  private constructor(scenario: Scenario, worker: FakeWorker) {
    this.#scenario = scenario;
    this.#worker = worker;
    this.#connected = connect(worker.url, { clock: this.#clock, random: () => 0.5, token: 'secret' });
    // A scenario about connecting looks at it when its step comes.
    this.#connected.catch(() => {});
  }

  /** Plays a scenario from its first step to the expected end. */
  static async play(scenario: Scenario): Promise<void> {
    const worker = await FakeWorker.listen();
    const rehearsal = new Rehearsal(scenario, worker);
    try {
      await rehearsal.#play();
    } finally {
      rehearsal.#client?.close();
      await worker.stop();
    }
  }

  async #play(): Promise<void> {
    const { attached, steps, expect: end } = this.#scenario;
    if (attached) {
      await this.#step({ do: 'greet', changes: {} });
      this.#client = await within(this.#connected, 'the client');
    }
    for (const [index, step] of steps.entries()) {
      try {
        await this.#step(step);
      } catch (cause) {
        throw new Error(
          `step ${index + 1} (${step.do}): ${cause instanceof Error ? cause.message : String(cause)}`,
          {
            cause,
          },
        );
      }
    }
    await this.#barrier();
    expect(this.#worker.unread, 'requests that the scenario does not know of').toEqual([]);
    if (this.#client === undefined) return;
    const { counters, state, pending } = this.#client;
    expect(Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0))).toEqual(
      end.counters,
    );
    expect(state).toBe(end.state);
    expect(pending, 'commands that wait for ever').toEqual([]);
    this.#client.close();
    expect(this.#clock.armed, 'timers left behind').toBe(0);
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'call':
        return this.#call(step);
      case 'cancel':
        return this.#callNamed(step.of).abort.abort();
      case 'expect_answer':
        return this.#expectAnswer(step);
      case 'subscribe':
        return this.#subscribe(step);
      case 'expect_events':
        return this.#expectEvents(step);
      case 'expect_state':
        return this.#expectState(step.state);
      case 'expect_connect':
        return compareError(await within(outcomeOf(this.#connected), 'the end of connecting'), step.error);
      case 'close_client':
        return this.#attachedClient().close();
      case 'advance':
        return this.#advance(step.seconds);
      case 'lose_timers':
        await this.#barrier();
        return this.#clock.loseTimers();
      case 'accept':
        return this.#worker.accept();
      case 'greet':
        await this.#worker.accept();
        return this.#worker.greet(step.changes);
      case 'receive':
        return this.#receive(step);
      case 'send':
        return this.#worker.send(this.#text(step.message));
      case 'send_text':
        return this.#worker.send(step.text.repeat(step.times));
      case 'send_bytes':
        return this.#worker.send(Buffer.from(step.hex.replaceAll(' ', ''), 'hex'));
      case 'send_part':
        return this.#worker.sendPart(this.#text(step.message), step.bytes);
      case 'freeze':
        await this.#barrier();
        return this.#worker.freeze();
      case 'disconnect':
        await this.#barrier();
        return this.#worker.disconnect(step.how);
      case 'close':
        return this.#worker.close(step.code);
    }
  }

  #attachedClient(): Client {
    if (this.#client === undefined) throw new Error('The client is not attached');
    return this.#client;
  }

  #callNamed(name: string): Call {
    const call = this.#calls.get(name);
    if (call === undefined) throw new Error(`No call is named ${name}`);
    return call;
  }

  #call({ as, command, params, timeout, id, progress: wanted }: StepOf<'call'>): void {
    const abort = new AbortController();
    const progress: unknown[] = [];
    const promise = this.#attachedClient().commandByName(command, params, {
      timeout,
      signal: abort.signal,
      noId: !id,
      ...(wanted ? { onProgress: (data: unknown) => progress.push(data) } : {}),
    });
    this.#calls.set(as, { outcome: outcomeOf(promise), abort, progress });
  }

  async #expectAnswer({ of, result, error, progress }: StepOf<'expect_answer'>): Promise<void> {
    const call = this.#callNamed(of);
    const outcome = await within(call.outcome, `the answer of ${of}`);
    if (error !== undefined) compareError(outcome, error);
    else if ('error' in outcome) throw outcome.error;
    else expect(plain(outcome.result)).toEqual(result);
    if (progress !== undefined) expect(call.progress).toEqual(progress);
  }

  #subscribe({ as, topic }: StepOf<'subscribe'>): void {
    const subscription = this.#attachedClient().subscribe(topic);
    this.#events.set(as, {
      next: async () => (await subscription)[Symbol.asyncIterator]().next(),
    });
    subscription.catch(() => {});
  }

  async #expectEvents({ of, data }: StepOf<'expect_events'>): Promise<void> {
    for (const expected of data) {
      const step = await within(
        this.#events.get(of)?.next() ?? Promise.reject(new Error(of)),
        `an event of ${of}`,
      );
      expect(step.done === true ? undefined : step.value.data).toEqual(expected);
    }
  }

  async #expectState(expected: string): Promise<void> {
    const client = this.#attachedClient();
    if (client.state === expected) return;
    await told(client, 'state', `the state ${expected}`, (state) => state === expected);
  }

  /** In slices, with everything read in between: time must not pass faster than frames. */
  async #advance(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 1) {
      await this.#barrier();
      this.#clock.advance(Math.min(left, 1) * 1000);
    }
    await this.#barrier();
  }

  async #receive({ as, request }: StepOf<'receive'>): Promise<void> {
    const received = await this.#worker.receive(JSON.stringify(request));
    expect(plain(received)).toMatchObject(this.#resolve(request));
    if (as !== undefined) this.#ids.set(as, received['id']);
  }

  /** Until the client has read everything that was sent to it. */
  async #barrier(): Promise<void> {
    const client = this.#client;
    if (client?.state !== 'ready' || !this.#worker.talking) return;
    this.#barriers += 1;
    const number = this.#barriers;
    const heard = told(
      client,
      'event',
      'the barrier',
      ({ event, data }) => event === 'barrier' && data === number,
    );
    this.#worker.send(JSON.stringify({ event: 'barrier', data: number }));
    await heard;
  }

  #text(message: Received): string {
    return JSON.stringify(this.#resolve(message));
  }

  /** A message with `{"$id_of": name}` replaced by the id of that request. */
  #resolve(message: Received): Received {
    const resolved: unknown = JSON.parse(JSON.stringify(message), (_, value: unknown) =>
      typeof value === 'object' && value !== null && '$id_of' in value
        ? this.#ids.get(String(value.$id_of))
        : value,
    );
    return typeof resolved === 'object' && resolved !== null ? { ...resolved } : {};
  }
}
