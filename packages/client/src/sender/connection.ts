import type { Clock, Timer } from '../clock.ts';
import { CommandError, type ErrorCode } from '../protocol/errors.ts';
import { decodeFrame } from '../protocol/frames.ts';
import { parseGreeting } from '../protocol/greeting.ts';
import { CloseCode, type Greeting, HEARTBEAT_TIMEOUT, type WorkerMessage } from '../protocol/messages.ts';
import { parseWorkerMessage } from '../protocol/parse.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Irregularities } from './irregularities.ts';
import { Transport, type WebSocketConstructor } from './transport.ts';

/** Bytes (of a text frame: characters) of the largest frame that is read; what a worker keeps unsent is smaller. */
export const MAX_RECEIVED = 2 ** 26;

/** Why a connection ended. */
export interface ConnectionEnd {
  readonly code: ErrorCode;
  /** What happened, as a sentence. */
  readonly sentence: string;
  /** Connecting again would end the same way. */
  readonly fatal: boolean;
}

/** What a connection tells its owner. */
export interface ConnectionListener {
  greeted(greeting: Greeting): void;
  received(message: WorkerMessage): void;
  /** The peer was silent: send it something to answer. */
  silent(): void;
  /** Called once, whatever state the connection was in; not after {@link Connection.close}. */
  ended(end: ConnectionEnd): void;
}

/** What a connection needs from outside. */
export interface ConnectionOptions {
  /** Address with the token. */
  readonly url: string;
  /** Address without the token, for sentences. */
  readonly address: string;
  readonly webSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly irregularities: Irregularities;
  readonly listener: ConnectionListener;
}

const CLOSE_SENTENCES: ReadonlyMap<number, string> = new Map([
  [CloseCode.goingAway, 'The worker stopped.'],
  [CloseCode.frameTooLarge, 'The worker closed the connection, for a frame was far too large.'],
  [CloseCode.answersNotRead, 'The worker closed the connection, for its answers were not read for 10 s.'],
  [CloseCode.tooManySessions, 'The worker has too many sessions.'],
]);

/** One WebSocket from its opening to its end: `connecting` (until the greeting), `ready`, `ended`. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #transport: Transport;
  #state: 'connecting' | 'ready' | 'ended' = 'connecting';
  #heartbeat: Heartbeat | undefined;
  #greetingTimer: Timer | undefined;

  /** @throws SyntaxError if the URL is not one of a WebSocket */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { url, webSocket, clock } = options;
    this.#transport = new Transport(url, webSocket, {
      received: (frame) => this.#received(frame),
      closed: (code, reason) => this.#closed(code, reason),
    });
    this.#greetingTimer = clock.setTimer(
      () => this.#giveUp('did not greet within'),
      HEARTBEAT_TIMEOUT * 1000,
    );
  }

  /** Whether a frame that is sent now is handed to the peer. */
  get open(): boolean {
    return this.#state === 'ready' && this.#transport.open;
  }

  /** Bytes that were sent here, but did not leave this computer yet. */
  get unsentBytes(): number {
    return this.#transport.unsentBytes;
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#transport.send(frame);
  }

  /** Ends the connection without telling the listener. */
  close(): void {
    this.#stop();
    this.#transport.close();
  }

  /** Ends the connection, and tells the listener why. */
  end(sentence: string, code: ErrorCode = 'worker_lost', fatal = false): void {
    if (this.#state === 'ended') return;
    this.close();
    this.#options.listener.ended({ code, sentence, fatal });
  }

  #stop(): void {
    this.#state = 'ended';
    this.#greetingTimer?.cancel();
    this.#heartbeat?.stop();
  }

  /** The peer does not react: ends without waiting for it. */
  #giveUp(what: string): void {
    this.#stop();
    this.#transport.terminate();
    const sentence = `The worker at ${this.#options.address} ${what} ${HEARTBEAT_TIMEOUT} s.`;
    this.#options.listener.ended({ code: 'worker_lost', sentence, fatal: false });
  }

  #closed(code: number, reason: string): void {
    const { address } = this.#options;
    if (this.#state === 'connecting') {
      this.end(
        `No connection to a worker at ${address}${reason === '' ? '' : ` (${reason})`}. Is the worker running, and is the address right?`,
      );
      return;
    }
    const sentence =
      CLOSE_SENTENCES.get(code) ?? `The connection to the worker at ${address} broke (${code}).`;
    this.end(sentence);
  }

  #received(frame: string | ArrayBuffer | Uint8Array): void {
    this.#heartbeat?.heard();
    let message: WorkerMessage;
    try {
      const size = typeof frame === 'string' ? frame.length : frame.byteLength;
      if (size > MAX_RECEIVED) throw new CommandError('too_large', `A frame of ${size} bytes was not read.`);
      message = parseWorkerMessage(decodeFrame(frame));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#options.irregularities.count(
        'malformed',
        { reason: error.message },
        'A frame of the worker was ignored.',
      );
      if (this.#state === 'connecting') this.#refuseGreeting(error.message);
      return;
    }
    if (this.#state === 'ready') this.#options.listener.received(message);
    else if (this.#state === 'connecting') this.#greet(message);
  }

  #refuseGreeting(why: string): void {
    this.end(`What answers at ${this.#options.address} is not a worker. ${why}`, 'worker_lost', true);
  }

  #greet(message: WorkerMessage): void {
    if ('event' in message || message.id !== undefined || message.status === 'progress') {
      this.#refuseGreeting('Its first frame is not a greeting.');
      return;
    }
    if (message.status === 'error') {
      this.end(message.data, message.error.code, message.error.code === 'unauthorized');
      return;
    }
    let greeting: Greeting;
    try {
      greeting = parseGreeting(message.data);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#refuseGreeting(error.message);
      return;
    }
    this.#greetingTimer?.cancel();
    this.#state = 'ready';
    const { clock, listener } = this.#options;
    this.#heartbeat = new Heartbeat({
      clock,
      onSilence: () => listener.silent(),
      onDeath: () => this.#giveUp('has been silent for'),
    });
    listener.greeted(greeting);
  }
}
