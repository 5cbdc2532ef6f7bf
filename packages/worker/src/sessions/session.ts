import { isUtf8 } from 'node:buffer';
import {
  type ArrayEncoding,
  CLIENT_GRACE,
  type Clock,
  CommandError,
  type CommandId,
  decodeFrame,
  type EventMessage,
  encodeFrame,
  type Greeting,
  type Limits,
  type ParsedRequest,
  parseRequest,
  type Request,
  type SessionAccess,
  type WorkerMessage,
} from '@pyrpl-mux/client';
import type { Answer, Caller, Outcome } from '../dispatch/board-command.ts';
import type { Cancellation, Dispatcher } from '../dispatch/dispatcher.ts';
import { findCommand } from '../dispatch/validation.ts';
import type { LimitedLog } from '../observe/log.ts';
import type { Statistics } from '../observe/statistics.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
import { errorResponse, identity, okResponse } from './final-responses.ts';
import type { Outbox } from './outbox.ts';
import { requireAccess } from './roles.ts';
import type { EventSink, Subscription, Topic } from './subscription.ts';
import { Turns } from './turns.ts';

/** A command without a lane, answered by the worker itself. */
export type SessionCommand = (session: Session, params: unknown, answer: Answer) => void;

/** What all sessions of a worker share. */
export interface SessionHost {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly dispatcher: Dispatcher;
  readonly statistics: Statistics;
  readonly log: LimitedLog;
  /** Commands without a lane, by name. */
  readonly sessionCommands: ReadonlyMap<string, SessionCommand>;
  greeting(client: Pick<SessionClient, 'session' | 'access'>): Greeting;
}

/** Whom a session serves. */
export interface SessionClient {
  /** Number of the session. */
  readonly session: number;
  /** IP address and port. */
  readonly address: string;
  readonly access: SessionAccess;
}

/** Ids that a session remembers after their final response, for `cancel`. */
const REMEMBERED_IDS = 256;

/** One client's connection: frames in, requests in order, answers and events out. */
export class Session implements SessionClient, Caller, ExchangeOwner, EventSink {
  readonly session: number;
  readonly address: string;
  readonly access: SessionAccess;
  /** When it connected, in ms of the clock. */
  readonly connected: number;
  /** Name of the program, as told by `hello`. */
  client: string | null = null;
  version: string | null = null;
  arrays: ArrayEncoding = 'json';
  /** When anything was last received, in ms of the clock. */
  heard: number;
  /** Requests received. */
  commands = 0;
  lastCommand: string | null = null;
  /** The last command for the board, and when it came, in ms of the clock. */
  lastBoardCommand: { readonly command: string; readonly received: number } | null = null;
  readonly #host: SessionHost;
  readonly #outbox: Outbox;
  readonly #inFlight = new Map<CommandId, Exchange>();
  readonly #turns: Turns<Exchange>;
  readonly #subscriptions = new Map<string, { readonly subscription: Subscription; readonly topic: Topic }>();
  readonly #recentIds: CommandId[] = [];
  #answered = 0;
  #closed = false;

  constructor({ session, address, access }: SessionClient, host: SessionHost, outbox: Outbox) {
    this.session = session;
    this.address = address;
    this.access = access;
    this.#host = host;
    this.#outbox = outbox;
    this.connected = host.clock.now();
    this.heard = this.connected;
    this.#turns = new Turns({
      hasRoom: () => this.inFlight < host.limits.in_flight,
      refuse: () => {
        host.statistics.counters.busy++;
        this.#send(errorResponse(this.#busy(), undefined));
      },
      mayAnswer: () => !outbox.stalled,
    });
  }

  /** How messages name it: "session 3 (scan.py)". */
  get label(): string {
    return `session ${this.session}${this.client === null ? '' : ` (${this.client})`}`;
  }

  /** Requests without a final response. */
  get inFlight(): number {
    return this.#inFlight.size + this.#turns.size;
  }

  get congested(): boolean {
    return this.#outbox.congested;
  }

  /** Sends the first frame. */
  greet(): void {
    this.#send({ status: 'ok', data: this.#host.greeting(this) });
  }

  /** Takes one frame. Whatever it holds, nothing is thrown. */
  receive(frame: Buffer, binary: boolean): void {
    const { clock, statistics } = this.#host;
    this.heard = clock.now();
    this.commands++;
    statistics.counters.frames_in++;
    statistics.counters.bytes_in += frame.byteLength;
    const parsed = this.#parse(frame, binary);
    const { id } = parsed.ok ? parsed.request : parsed;
    const exchange = new Exchange(this, parsed.ok ? parsed.request : parsed.problem, id, this.heard);
    if (parsed.ok) statistics.counters.unknown_keys += parsed.unknownKeys;
    if (id === undefined) this.#turns.add(exchange);
    else if (this.#inFlight.has(id)) this.#refuseDuplicate(id);
    else {
      this.#inFlight.set(id, exchange);
      exchange.begin();
    }
  }

  perform(exchange: Exchange, request: Request): void {
    const { dispatcher, sessionCommands, clock, limits } = this.#host;
    try {
      const definition = findCommand(request.command);
      const { name, access } = definition;
      exchange.name = name;
      this.lastCommand = name;
      requireAccess(this.access, definition);
      if (access !== 'session') {
        if (this.inFlight > limits.in_flight) throw this.#busy();
        this.lastBoardCommand = { command: name, received: exchange.received };
        const submission = { definition, access, request, caller: this, received: exchange.received };
        exchange.command = dispatcher.submit(submission, exchange);
        return;
      }
      if (request.timeout !== undefined && clock.now() - exchange.received > request.timeout * 1000)
        throw new CommandError('expired', `The timeout of ${name} ended in the queue. Nothing was done.`);
      sessionCommands.get(name)?.(this, request.params, exchange);
    } catch (error) {
      exchange.final({ error: this.#asCommandError(error) });
    }
  }

  settled(exchange: Exchange, outcome: Outcome, number?: number): void {
    const { clock, statistics } = this.#host;
    const code = 'error' in outcome ? outcome.error.code : 'ok';
    if (code === 'busy') statistics.counters.busy++;
    if (code === 'unknown_command') statistics.counters.unknown_commands++;
    const stay = (clock.now() - exchange.received) / 1000;
    if (exchange.name !== null) statistics.record(exchange.name, code, stay);
    // By then the client has given the command up.
    if (stay > (exchange.command?.spec.timeout ?? stay) + CLIENT_GRACE) statistics.counters.late_answers++;
    if (this.#closed) {
      statistics.counters.unread_answers++;
      return;
    }
    const { id } = exchange;
    this.#send('error' in outcome ? errorResponse(outcome.error, id, number) : okResponse(outcome.data, id));
    if (id === undefined) this.#turns.finished(exchange);
    else {
      this.#inFlight.delete(id);
      this.#recentIds[this.#answered++ % REMEMBERED_IDS] = id;
    }
  }

  report({ id }: Exchange, report: unknown): void {
    if (!this.#closed && !this.#outbox.congested)
      this.#send({ status: 'progress', data: report, ...identity(id) });
  }

  sendEvent(event: EventMessage): void {
    if (!this.#closed) this.#send(event);
  }

  eventDropped(): void {
    this.#host.statistics.counters.events_dropped++;
  }

  /** Cancels a command of this session by its id. */
  cancel(id: CommandId, done: (result: Cancellation) => void): void {
    const exchange = this.#inFlight.get(id);
    if (exchange === undefined)
      done({ cancelled: false, was: this.#recentIds.includes(id) ? 'finished' : 'unknown' });
    else if (exchange.command === null) done({ cancelled: false, was: 'running' });
    else this.#host.dispatcher.cancel(exchange.command.number, this.label, done);
  }

  /** @throws CommandError `busy` beyond the limit of subscriptions */
  subscribe(subscription: Subscription, topic: Topic): void {
    if (this.#subscriptions.size >= this.#host.limits.subscriptions)
      throw new CommandError(
        'busy',
        `This connection has ${this.#subscriptions.size} subscriptions, the most it may have. Unsubscribe from one first.`,
      );
    this.#subscriptions.set(subscription.id, { subscription, topic });
  }

  /** @returns whether there was such a subscription */
  unsubscribe(id: string): boolean {
    const entry = this.#subscriptions.get(id);
    entry?.topic.detach(entry.subscription);
    return this.#subscriptions.delete(id);
  }

  /** The client reads again: sends what waited. */
  resume(): void {
    this.#turns.advance();
    for (const { subscription, topic } of this.#subscriptions.values()) {
      subscription.flush();
      topic.resume?.();
    }
  }

  /** The client is gone: its queued commands are dropped, its waiting is stopped. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const id of [...this.#subscriptions.keys()]) this.unsubscribe(id);
    this.#turns.clear();
    for (const exchange of [...this.#inFlight.values(), this.#turns.current])
      exchange?.command?.stop({ code: 'cancelled', why: `The client of ${this.label} is gone` });
    this.#inFlight.clear();
  }

  #parse(frame: Buffer, binary: boolean): ParsedRequest {
    const { limits, statistics, log } = this.#host;
    try {
      if (frame.byteLength > limits.frame_bytes) {
        statistics.counters.too_large++;
        throw new CommandError(
          'too_large',
          `The frame has ${frame.byteLength} bytes; the limit is ${limits.frame_bytes}. Nothing was done; send less at a time.`,
        );
      }
      if (!binary && !isUtf8(frame))
        throw new CommandError('bad_message', 'The text frame is not UTF-8. Nothing was done.');
      const parsed = parseRequest(decodeFrame(binary ? frame : frame.toString()));
      if (!parsed.ok) this.#malformed(parsed.problem);
      return parsed;
    } catch (error) {
      const problem = this.#asCommandError(error);
      if (problem.code !== 'too_large') this.#malformed(problem);
      else log.warn(`too_large ${this.session}`, { session: this.session }, problem.message);
      return { ok: false, problem };
    }
  }

  #malformed(problem: CommandError): void {
    const { statistics, log } = this.#host;
    statistics.counters.malformed++;
    log.warn(`malformed ${this.session}`, { session: this.session, client: this.client }, problem.message);
  }

  #refuseDuplicate(id: CommandId): void {
    this.#host.statistics.counters.duplicate_ids++;
    const sentence = `A command with the id ${JSON.stringify(id)} is in flight on this connection. This one was not executed; use each id once.`;
    this.#send({ event: 'error', data: sentence, error: { code: 'duplicate_id', effect: 'none', id } });
  }

  #busy(): CommandError {
    return new CommandError(
      'busy',
      `This connection has ${this.#host.limits.in_flight} commands in flight, the most it may have. Nothing was done; wait for answers before you send more.`,
    );
  }

  #asCommandError(error: unknown): CommandError {
    if (error instanceof CommandError) return error;
    this.#host.log.warn('internal', { session: this.session, err: error }, 'a request failed unexpectedly');
    return new CommandError('internal', 'The worker failed to handle this request; see its log.', {
      effect: 'unknown',
      cause: error,
    });
  }

  #send(message: WorkerMessage): void {
    let frame: string | Uint8Array<ArrayBuffer>;
    try {
      frame = encodeFrame(message, this.arrays, this.#outbox.allocate);
    } catch (error) {
      const { id } = 'id' in message ? message : {};
      frame = encodeFrame(errorResponse(this.#asCommandError(error), id), 'json');
    }
    if ('event' in message) this.#outbox.sendEvent(frame);
    else this.#outbox.send(frame);
  }
}
