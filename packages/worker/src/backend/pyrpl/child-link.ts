import type { Clock, Effect, Timer } from '@pyrpl-mux/client';
import { RoundTrips } from '@pyrpl-mux/redpitaya';
import type { Log } from '../../observe/log.ts';
import { type CallOptions, Calls } from './calls.ts';
import { ChildEndError } from './child-end.ts';
import { type ChildFailure, type ChildReady, parseChildMessage, type RunningCall } from './child-messages.ts';
import { type ChildCommand, ChildProcess } from './child-process.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';

/** Longest wait for a child to have its board [ms]: three tries, and perhaps the loading of the FPGA's image. */
const START_LIMIT = 120_000;

/** Time between two looks whether the board is still there [ms]. */
const PROBE_INTERVAL = 2000;

/** Codes of failures that another try will not mend. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set(['pyrpl_missing', 'fpga_image', 'bad_options']);

/** How a child is started. */
export interface ChildLinkOptions {
  readonly command: ChildCommand;
  /** A message to send first, such as the password. */
  readonly greeting?: object | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Gives up the start. */
  readonly signal: AbortSignal;
}

/** A Python child that holds PyRPL and its board, from its start to its end. */
export class ChildLink {
  /** Resolves, and never rejects, when its process has ended. */
  readonly ended: Promise<ChildEndError>;
  /** Round trips to the board, through PyRPL, of one value that is sampled. */
  readonly roundTrips = new RoundTrips();
  readonly #process: ChildProcess;
  readonly #calls: Calls;
  readonly #clock: Clock;
  readonly #ready = Promise.withResolvers<ChildReady>();
  readonly #ended = Promise.withResolvers<ChildEndError>();
  #watch: HeartbeatWatch | null = null;
  #probing: Timer | null = null;
  #end: ChildEndError | null = null;
  #isReady: ChildReady | null = null;

  private constructor({ command, greeting, clock, log }: ChildLinkOptions) {
    this.#clock = clock;
    this.ended = this.#ended.promise;
    this.#process = ChildProcess.start(
      command,
      {
        message: (message) => this.#take(message),
        garbage: () => this.#kill('garbled', "PyRPL's process wrote something that is no message."),
      },
      clock,
      log,
    );
    this.#calls = new Calls({
      clock,
      send: (message) => this.#process.send(message),
      onStuck: (sentence) => this.#kill('hung', sentence),
    });
    // Told by `start`; afterwards nobody listens any more.
    this.#ready.promise.catch(() => undefined);
    if (greeting !== undefined) this.#process.send(greeting);
    void this.#process.ended.then((how) => this.#finish(how));
  }

  /**
   * Starts a child and waits until it has its board.
   *
   * @throws ChildEndError when its process has ended; the abort reason of `signal`
   */
  static async start(options: ChildLinkOptions): Promise<ChildLink> {
    options.signal.throwIfAborted();
    const link = new ChildLink(options);
    const giveUp = (): void => link.close();
    options.signal.addEventListener('abort', giveUp, { once: true });
    const limit: Timer = options.clock.setTimer(
      () => link.#kill('slow', `PyRPL did not have its board within ${START_LIMIT / 1000} s.`),
      START_LIMIT,
    );
    try {
      await link.#ready.promise;
      return link;
    } catch (error) {
      await link.ended;
      throw error;
    } finally {
      limit.cancel();
      options.signal.removeEventListener('abort', giveUp);
    }
  }

  /** What it told when it had its board. */
  get ready(): ChildReady | null {
    return this.#isReady;
  }

  /** Why it is no longer of use; null as long as it is. */
  get end(): ChildEndError | null {
    return this.#end;
  }

  /** Process id. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The call into PyRPL that ran at the last heartbeat. */
  get running(): RunningCall | null {
    return this.#watch?.running ?? null;
  }

  /** Calls without an answer, and answers without a call. */
  get counts(): { readonly pending: number; readonly strays: number } {
    return { pending: this.#calls.size, strays: this.#calls.strays };
  }

  /** Calls a method of the child: see {@link Calls.call}. */
  async call(method: string, args: object, options: CallOptions): Promise<unknown> {
    return await this.#calls.call(method, args, options);
  }

  /** Lets go of the child: it leaves without writing a register, or is killed. */
  close(): void {
    if (this.#end !== null) return;
    this.#lose(new ChildEndError('closed', 'The worker has let go of PyRPL.'));
    this.#process.leave();
  }

  #take(received: unknown): void {
    if (this.#end !== null) return;
    const message = parseChildMessage(received);
    if (message === null) {
      this.#kill('garbled', "PyRPL's process sent a message that is not understood.");
    } else if ('heartbeat' in message) {
      this.#watch?.beat(message.heartbeat.running);
    } else if ('ready' in message) {
      this.#begin(message.ready);
    } else if ('failed' in message) {
      this.#fail(message.failed);
    } else {
      this.#calls.take(message);
    }
  }

  #begin(ready: ChildReady): void {
    if (this.#isReady !== null) return;
    this.#isReady = ready;
    this.#watch = new HeartbeatWatch({
      clock: this.#clock,
      limitOf: (id) => this.#calls.limitOf(id),
      onHung: (sentence) => this.#kill('hung', sentence),
    });
    this.#probe();
    this.#ready.resolve(ready);
  }

  /** Asks something of the board whenever nobody does, so that its loss is noticed. */
  #probe(): void {
    this.#probing = this.#clock.setTimer(() => {
      if (this.#calls.size === 0) {
        const sent = this.#clock.now();
        this.call('sampler.read', { signals: ['in1'] }, { reads: true }).then(
          () => this.roundTrips.record(this.#clock.now() - sent, true),
          // Its failure is that of the child, which tells it.
          () => undefined,
        );
      }
      this.#probe();
    }, PROBE_INTERVAL);
  }

  #fail({ code, message, final = NEEDS_A_PERSON.has(code), pending }: ChildFailure): void {
    this.#lose(
      new ChildEndError(code === 'link_lost' ? 'board_lost' : 'failed', message, { final }),
      pending,
    );
    this.#process.leave();
  }

  #kill(code: 'garbled' | 'hung' | 'slow', what: string): void {
    if (this.#end !== null) return;
    this.#lose(
      new ChildEndError(code, `${what} The process was ended; the outputs of the board stay as they are.`),
    );
    this.#process.kill();
  }

  #finish(how: string): void {
    const { lastWords } = this.#process;
    const why = lastWords === null ? '' : ` Its last words were: ${lastWords}`;
    const stay = 'The outputs of the board stay as they are.';
    this.#lose(new ChildEndError('ended', `PyRPL's process ended ${how}. ${stay}${why}`));
    this.#ended.resolve(this.#end ?? new ChildEndError('closed', ''));
  }

  /** Every call ends at once; the first reason counts. */
  #lose(end: ChildEndError, effects?: ReadonlyMap<number, Effect>): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#watch?.close();
    this.#probing?.cancel();
    this.#calls.end(end.message, effects);
    this.#ready.reject(end);
  }
}
