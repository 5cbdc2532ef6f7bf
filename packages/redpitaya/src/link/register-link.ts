import type { Socket } from 'node:net';
import { Batch, type Piece } from './batch.ts';
import { type Clock, systemClock, type Timer } from './clock.ts';
import { openSocket, type RegisterLinkOptions, withServerStarted } from './connect.ts';
import { type LinkEndCode, RegisterLinkError } from './errors.ts';
import { Flight } from './flight.ts';
import { bytesOf, encodeHeader, HEADER_BYTES } from './frames.ts';
import { LinkCounters, type LinkStatus } from './link-status.ts';
import { RegisterPort } from './register-port.ts';
import { ReplyReader } from './reply-reader.ts';
import { Turns } from './turns.ts';

/** The `id` register of the board's housekeeping module: reading it changes nothing. */
const HARMLESS_ADDRESS = 0x4000_0000;

/** Round trip time [ms] from which one more costs more than {@link FILLER_WORDS} do. */
const LONG_WAY_MS = 2;

/** With its header, as long as the longest segment of an Ethernet (1460 bytes). */
const FILLER_WORDS = 364;

/** Fillers on their way at a time: on a way of 10 ms, 5 Mbit/s at most. */
const MOST_FILLERS = 4;

/** A timer that fires this late [ms] says that this process was held up: replies may be waiting to be looked at. */
const HELD_UP_MS = 100;

/**
 * One connection to the board's register server. All lanes share it, in turns; whatever they queue is on its way at
 * once. It ends for good at the first sign of trouble, and then every operation ends with a
 * {@link RegisterLinkError}: nothing is replayed.
 */
export class RegisterLink {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #replyTimeout: number;
  readonly #heartbeatInterval: number;
  readonly #peer: string;
  readonly #turns = new Turns();
  readonly #flight = new Flight();
  readonly #counters = new LinkCounters();
  readonly #reader: ReplyReader;
  readonly #ended = Promise.withResolvers<RegisterLinkError>();
  #end: RegisterLinkError | null = null;
  readonly #fillers = new Set<Batch>();
  #flushing = false;
  #acknowledging = false;
  #lastActivity: number;
  #watchTimer: Timer | null = null;
  #heldUp = false;

  private constructor(socket: Socket, options: RegisterLinkOptions, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#replyTimeout = options.replyTimeoutMs ?? 2000;
    this.#heartbeatInterval = options.heartbeatIntervalMs ?? 1000;
    this.#peer = `${options.host}:${options.port}`;
    this.#lastActivity = clock.now();
    this.#reader = new ReplyReader(
      () => this.#flight.oldest?.piece,
      (piece) => this.#complete(piece),
    );
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#lose(error));
    socket.on('close', () => this.#lose(null));
    this.#watch(Number.POSITIVE_INFINITY);
  }

  /**
   * Connects and reads one harmless register, so that a link is only handed out when the board really serves it.
   *
   * @throws RegisterLinkError `unreachable`, `not_started`, or `timeout` if the connection was accepted but never
   * served; the signal's reason if it was aborted.
   */
  static async connect(options: RegisterLinkOptions): Promise<RegisterLink> {
    const clock = options.clock ?? systemClock;
    const signal = options.signal ?? new AbortController().signal;
    return await withServerStarted(options, clock, signal, async () => {
      const link = new RegisterLink(await openSocket(options, clock, signal), options, clock);
      const abort = (): void => link.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await link.#probe();
        return link;
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    });
  }

  /** Why the link has ended, or null while it lives. */
  get end(): RegisterLinkError | null {
    return this.#end;
  }

  /** Resolves (never rejects) with the reason when the link has ended, also after {@link close}. */
  get ended(): Promise<RegisterLinkError> {
    return this.#ended.promise;
  }

  /** The port of one module: its operations keep their order; those of other lanes come in between. */
  lane(name: string): RegisterPort {
    return new RegisterPort((operations, signal) => this.#enqueue(name, new Batch(operations, signal)));
  }

  /** Figures for status and metrics. */
  status(): LinkStatus {
    return this.#counters.status(this.#flight, this.#turns.queued);
  }

  /** Ends the link; whatever is queued or unanswered ends with code `closed`. */
  close(): void {
    this.#finish('closed', `The register link to ${this.#peer} was closed.`, null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#ended.promise;
  }

  async #probe(): Promise<void> {
    try {
      await this.lane('link').read(HARMLESS_ADDRESS, 1);
    } catch (error) {
      if (!(error instanceof RegisterLinkError) || error.code !== 'timeout') throw error;
      throw new RegisterLinkError(
        'timeout',
        `${this.#peer} accepted the connection but did not serve it within ${this.#replyTimeout / 1000} s: ` +
          'the register server is probably serving another program, which has to leave the board first.',
        { cause: error },
      );
    }
  }

  #enqueue(lane: string, batch: Batch): Promise<readonly Uint32Array[]> {
    if (batch.peek() === null) return batch.settled;
    if (this.#end !== null) {
      batch.fail(this.#end.code, this.#end.message, this.#end);
      return batch.settled;
    }
    this.#turns.enqueue(lane, batch);
    this.#counters.queue(batch.operations);
    if (!this.#flushing) {
      this.#flushing = true;
      queueMicrotask(() => this.#flush());
    }
    return batch.settled;
  }

  /** Hands everything that may leave now to the socket, as one write; tells whether there was anything. */
  #flush(): boolean {
    this.#flushing = false;
    if (this.#end !== null) return false;
    const now = this.#clock.now();
    const pieces: Piece[] = [];
    let length = 0;
    this.#turns.run(
      (kind, count) => this.#flight.isOpen(kind, count),
      (piece) => {
        this.#flight.depart(piece, now);
        pieces.push(piece);
        length += HEADER_BYTES + (piece.kind === 'write' ? 4 * piece.count : 0);
      },
    );
    if (pieces.length === 0) return false;
    const filler = this.#takeFiller();
    if (filler !== null) {
      this.#flight.depart(filler, now);
      pieces.push(filler);
      length += HEADER_BYTES;
    }
    const bytes = new Uint8Array(length);
    let position = 0;
    for (const piece of pieces) {
      encodeHeader(bytes, position, piece.kind, piece.address, piece.count);
      position += HEADER_BYTES;
      if (piece.kind !== 'write') continue;
      bytes.set(bytesOf(piece.words), position);
      position += 4 * piece.count;
    }
    this.#send(bytes);
    return true;
  }

  /**
   * On a long way, even an acknowledgement sent at once costs a second round trip. A full segment, though, is never
   * held back: so a read that nobody needs is put behind what was asked for, long enough to fill one.
   */
  #takeFiller(): Piece | null {
    if (this.#flight.requests < 2 || this.#flight.roundTrips.way < LONG_WAY_MS) return null;
    if (this.#fillers.size >= MOST_FILLERS) return null;
    const batch = new Batch([{ op: 'read', address: HARMLESS_ADDRESS, count: FILLER_WORDS }]);
    this.#fillers.add(batch);
    // It fails only with the link, and nobody waits for it.
    batch.settled.then(
      () => this.#fillers.delete(batch),
      () => undefined,
    );
    return batch.take();
  }

  #send(bytes: Uint8Array): void {
    this.#acknowledging = false;
    this.#lastActivity = this.#clock.now();
    this.#counters.send(bytes.length);
    this.#socket.write(bytes);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#end !== null) return;
    this.#lastActivity = this.#clock.now();
    this.#counters.receive(chunk.length);
    const mismatch = this.#reader.push(chunk);
    if (mismatch !== null) {
      this.#finish('out_of_step', `The register server at ${this.#peer} is out of step. ${mismatch}`, null);
      return;
    }
    if (!this.#flush() && this.#flight.requests > 0) this.#acknowledge();
  }

  /**
   * The register server's socket holds small replies back until the previous one is acknowledged (Nagle), and this
   * computer acknowledges 40 ms late unless it has something to send. A header with n = 0 is something to send: it
   * is never answered. Whoever was just answered may send first, which does as well.
   */
  #acknowledge(): void {
    if (this.#acknowledging) return;
    this.#acknowledging = true;
    setImmediate(() => {
      if (!this.#acknowledging || this.#end !== null) return;
      this.#acknowledging = false;
      if (this.#flight.requests === 0) return;
      const header = new Uint8Array(HEADER_BYTES);
      encodeHeader(header, 0, 'read', HARMLESS_ADDRESS, 0);
      this.#counters.nudge();
      this.#send(header);
    });
  }

  #complete(piece: Piece): void {
    this.#flight.arrive(this.#clock.now());
    this.#counters.complete(piece);
    piece.batch.acknowledge(piece);
  }

  /** Looks after the link in `wait` [ms], or sooner, lest a request sent meanwhile be overdue by then. */
  #watch(wait: number): void {
    const delay = Math.min(wait, this.#heartbeatInterval, this.#replyTimeout);
    const due = this.#clock.now() + delay;
    this.#watchTimer = this.#clock.setTimer(() => {
      const now = this.#clock.now();
      this.#heldUp = !this.#heldUp && now - due > HELD_UP_MS;
      const wait = this.#heldUp ? HELD_UP_MS : this.#check(now);
      if (this.#end === null) this.#watch(wait);
    }, delay);
  }

  /** Ends the link if a reply is overdue, reads a register if it is idle; returns when to look again [ms]. */
  #check(now: number): number {
    const { oldest } = this.#flight;
    if (oldest !== undefined) {
      const left = oldest.sentAt + this.#replyTimeout - now;
      if (left > 0) return left;
      const waited = `The board at ${this.#peer} did not reply within ${this.#replyTimeout / 1000} s.`;
      this.#finish('timeout', waited, null);
      return 0;
    }
    const left = this.#lastActivity + this.#heartbeatInterval - now;
    if (left > 0) return left;
    this.#counters.heartbeat();
    // Its failure is the link's end, which is reported there.
    this.lane('link')
      .read(HARMLESS_ADDRESS, 1)
      .catch(() => undefined);
    return this.#heartbeatInterval;
  }

  #lose(cause: Error | null): void {
    const half = this.#reader.midReply ? ' in the middle of a reply' : '';
    const why = cause === null ? 'The register server ended the connection' : 'The connection was lost';
    this.#finish(
      'closed',
      `${why} to ${this.#peer}${half}${cause === null ? '' : ` (${cause.message})`}.`,
      cause,
    );
  }

  #finish(code: LinkEndCode, why: string, cause: unknown): void {
    if (this.#end !== null) return;
    const end = new RegisterLinkError(code, why, { cause });
    this.#end = end;
    this.#watchTimer?.cancel();
    this.#socket.destroy();
    const batches = new Set([...this.#flight.drain().map(({ batch }) => batch), ...this.#turns.drain()]);
    for (const batch of batches) batch.fail(code, why, end);
    this.#ended.resolve(end);
  }
}
