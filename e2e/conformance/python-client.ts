import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { lockedPython } from '../../scripts/python-environment.ts';
import type { Call, ClientUnderTest, Inspection, Outcome, Topic, Troupe } from './client-under-test.ts';
import { onPatienceLost } from './patience.ts';

const PROJECT = fileURLToPath(new URL('../../python/pyrpl_mux', import.meta.url));

const reply = z.union([
  z.strictObject({ number: z.int(), result: z.unknown() }),
  z.strictObject({ number: z.int(), failed: z.string() }),
]);

const outcome = z.union([
  z.strictObject({ result: z.unknown() }),
  z.strictObject({
    error: z.strictObject({
      code: z.string(),
      effect: z.string(),
      sentence: z.string(),
      limit: z.string().nullable(),
      number: z.int().nullable(),
      issues: z.array(z.unknown()),
    }),
  }),
]);

const answer = z.strictObject({ outcome, progress: z.array(z.unknown()) });

const inspection = z.strictObject({
  state: z.string(),
  worker: z.strictObject({ state: z.string(), reason: z.string().nullable() }),
  counters: z.record(z.string(), z.int()),
  pending: z.array(z.string()),
});

/** The process that plays the client in Python: it takes orders and answers them, a line of JSON each. */
class Player implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #closed = Promise.withResolvers<void>();
  #number = 0;
  #errors = '';
  #gone: Error | undefined;

  constructor(python: string) {
    this.#child = spawn(python, ['-m', 'tests.conformance'], {
      cwd: PROJECT,
      env: { ...process.env, PYTHONPATH: 'src', PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answered(line));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    this.#child.stdin.on('error', () => {});
    this.#child.once('close', (code) => {
      this.#gone = new Error(`The player in Python has ended (${code}).\n${this.#errors}`);
      for (const { reject } of this.#waiting.values()) reject(this.#gone);
      this.#waiting.clear();
      this.#closed.resolve();
    });
  }

  /** Gives an order, and waits until it was carried out. */
  async order(what: string, fields: object = {}): Promise<unknown> {
    if (this.#gone !== undefined) throw this.#gone;
    this.#number += 1;
    const done = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#number, done);
    this.#child.stdin.write(`${JSON.stringify({ number: this.#number, do: what, fields })}\n`);
    return await done.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    const stopWaiting = onPatienceLost(() => this.#child.kill());
    await this.#closed.promise;
    stopWaiting();
  }

  #answered(line: string): void {
    const answered = reply.parse(JSON.parse(line));
    const waiting = this.#waiting.get(answered.number);
    this.#waiting.delete(answered.number);
    if ('failed' in answered) waiting?.reject(new Error(answered.failed));
    else waiting?.resolve(answered.result);
  }
}

/** The client that the player holds. */
class PythonClient implements ClientUnderTest {
  readonly #player: Player;

  constructor(player: Player) {
    this.#player = player;
  }

  async connected(): Promise<Outcome> {
    return outcome.parse(await this.#player.order('connected'));
  }

  async call(name: string, { command, params, timeout, id, progress }: Call): Promise<void> {
    await this.#player.order('call', {
      name,
      command,
      params,
      timeout: timeout ?? null,
      no_id: !id,
      progress,
    });
  }

  async cancel(name: string): Promise<void> {
    await this.#player.order('cancel', { name });
  }

  async answer(name: string): Promise<{ readonly outcome: Outcome; readonly progress: readonly unknown[] }> {
    return answer.parse(await this.#player.order('answer', { name }));
  }

  async subscribe(name: string, topic: Topic, params: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#player.order('subscribe', { name, topic, params });
  }

  async unsubscribe(name: string): Promise<void> {
    await this.#player.order('unsubscribe', { name });
  }

  async nextEvent(name: string): Promise<Outcome> {
    return outcome.parse(await this.#player.order('next_event', { name }));
  }

  async untilState(state: string): Promise<void> {
    await this.#player.order('until_state', { state });
  }

  async untilBarrier(barrier: number): Promise<void> {
    await this.#player.order('until_barrier', { number: barrier });
  }

  async inspect(): Promise<Inspection> {
    return inspection.parse(await this.#player.order('inspect'));
  }

  async advance(seconds: number): Promise<void> {
    await this.#player.order('advance', { seconds });
  }

  async loseTimers(): Promise<void> {
    await this.#player.order('lose_timers');
  }

  async close(): Promise<void> {
    await this.#player.order('close');
  }

  async leftovers(): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.#player.order('leftovers'));
  }
}

/** Which of the clients of `python/pyrpl_mux`. */
export type PythonKind = 'AsyncClient' | 'Client';

/** The clients of `python/pyrpl_mux`, one after the other in one process. */
export class PythonTroupe implements Troupe {
  readonly #kind: PythonKind;
  #player: Player | undefined;

  constructor(kind: PythonKind) {
    this.#kind = kind;
  }

  async open(url: string): Promise<ClientUnderTest> {
    this.#player ??= new Player(await lockedPython('pyrpl-tests'));
    await this.#player.order('open', { url, kind: this.#kind });
    return new PythonClient(this.#player);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#player?.[Symbol.asyncDispose]();
  }
}
