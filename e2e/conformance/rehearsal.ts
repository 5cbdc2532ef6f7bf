import { expect } from 'vitest';
import type { ClientUnderTest, Outcome, Troupe } from './client-under-test.ts';
import { FakeWorker, type Received } from './fake-worker.ts';
import { within } from './patience.ts';
import { plain } from './plain.ts';
import type { Scenario, Step } from './scenario.ts';

type StepOf<Kind extends Step['do']> = Extract<Step, { readonly do: Kind }>;

function compareError(actual: Outcome, expected: NonNullable<StepOf<'expect_answer'>['error']>): void {
  if (!('error' in actual)) throw new Error(`expected ${expected.code}, but it succeeded`);
  const { sentence = '', ...rest } = expected;
  expect(actual.error).toMatchObject({ ...rest, sentence: expect.stringContaining(sentence) as unknown });
}

/** One scenario, played between the fake worker and a client. */
export class Rehearsal {
  readonly #scenario: Scenario;
  readonly #worker: FakeWorker;
  readonly #client: ClientUnderTest;
  readonly #ids = new Map<string, unknown>();
  #attached = false;
  #barriers = 0;

  private constructor(scenario: Scenario, worker: FakeWorker, client: ClientUnderTest) {
    this.#scenario = scenario;
    this.#worker = worker;
    this.#client = client;
  }

  /** Plays a scenario from its first step to the expected end. */
  static async play(scenario: Scenario, troupe: Troupe): Promise<void> {
    const worker = await FakeWorker.listen();
    try {
      const client = await troupe.open(worker.url);
      try {
        await new Rehearsal(scenario, worker, client).#play();
      } finally {
        await client.close();
      }
    } finally {
      await worker.stop();
    }
  }

  async #play(): Promise<void> {
    const { attached, steps, expect: end } = this.#scenario;
    if (attached) {
      await this.#step({ do: 'greet', changes: {} });
      const outcome = await within(this.#client.connected(), 'the client');
      if ('error' in outcome) throw new Error(outcome.error.sentence);
      this.#attached = true;
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
    if (this.#attached) {
      const { counters, state, pending } = await this.#client.inspect();
      expect(Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0))).toEqual(
        end.counters,
      );
      expect(state).toBe(end.state);
      expect(pending, 'commands that wait for ever').toEqual([]);
      await this.#client.close();
    }
    expect(await this.#client.leftovers(), 'left behind').toEqual([]);
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'call':
        return this.#client.call(step.as, step);
      case 'cancel':
        return this.#client.cancel(step.of);
      case 'expect_answer':
        return this.#expectAnswer(step);
      case 'subscribe':
        return this.#client.subscribe(step.as, step.topic, step.params);
      case 'unsubscribe':
        return this.#client.unsubscribe(step.of);
      case 'expect_no_more':
        return this.#expectNoMore(step);
      case 'expect_events':
        return this.#expectEvents(step);
      case 'expect_state':
        return within(this.#client.untilState(step.state), `the state ${step.state}`);
      case 'expect_worker':
        await this.#barrier();
        return expect((await this.#client.inspect()).worker).toEqual({
          state: step.state,
          reason: step.reason,
        });
      case 'expect_connect':
        return compareError(await within(this.#client.connected(), 'the end of connecting'), step.error);
      case 'close_client':
        return this.#client.close();
      case 'advance':
        return this.#advance(step.seconds);
      case 'lose_timers':
        await this.#barrier();
        return this.#client.loseTimers();
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
      case 'send_pieces':
        return this.#worker.sendPieces(this.#text(step.message), step.pieces);
      case 'ping':
        return this.#worker.ping();
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

  async #expectAnswer({ of, result, error, progress }: StepOf<'expect_answer'>): Promise<void> {
    const answer = await within(this.#client.answer(of), `the answer of ${of}`);
    if (error !== undefined) compareError(answer.outcome, error);
    else expect(answer.outcome).toEqual({ result });
    if (progress !== undefined) expect(answer.progress).toEqual(progress);
  }

  async #expectEvents({ of, data }: StepOf<'expect_events'>): Promise<void> {
    for (const expected of data)
      expect(await within(this.#client.nextEvent(of), `an event of ${of}`)).toEqual({ result: expected });
  }

  async #expectNoMore({ of, error }: StepOf<'expect_no_more'>): Promise<void> {
    const end = await within(this.#client.nextEvent(of), `the end of ${of}`);
    if (error !== undefined) compareError(end, error);
    else expect(end).toEqual({ result: null });
  }

  /** In slices, with everything read in between: time must not pass faster than frames. */
  async #advance(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 1) {
      await this.#barrier();
      await this.#client.advance(Math.min(left, 1));
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
    if (!this.#attached || (await this.#client.inspect()).state !== 'ready' || !this.#worker.talking) return;
    this.#barriers += 1;
    this.#worker.send(JSON.stringify({ event: 'barrier', data: this.#barriers }));
    await within(this.#client.untilBarrier(this.#barriers), 'the barrier');
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
