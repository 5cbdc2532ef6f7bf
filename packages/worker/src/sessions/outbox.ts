import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '@pyrpl-mux/client';
import type { WebSocket } from 'ws';
import type { Statistics } from '../observe/statistics.ts';
import { FrameMemory } from './frame-memory.ts';

/** Unsent bytes above which events wait, and the newest replaces the one before. */
const EVENT_ROOM = 65_536;

/**
 * Bytes of events after which a client is asked whether it has read them. The operating systems of both sides hold
 * megabytes for it: without asking, a page on a slow link would be shown what was new many seconds ago.
 */
const RECEIPT_BYTES = 4096;

/** Receipts that may be missing before events wait: the next event is on its way while one is read. */
const MISSING_RECEIPTS = 2;

/** Bytes of a ping, which number the receipt that its pong is. */
const RECEIPT_LENGTH = 6;

/** Most bytes that a frame of a server has before its payload. */
const FRAME_HEADER = 10;

/** Milliseconds for which a client may leave too many answers unread. */
const STALL_LIMIT = 10_000;

/** What an outbox needs beside its socket. */
export interface OutboxOptions {
  readonly clock: Clock;
  /** Unsent bytes beyond which reading stops. */
  readonly unsentBytes: number;
  readonly statistics: Statistics;
  /** Called when events may be sent again. */
  readonly onRoom: () => void;
  /** Called when the answers were left unread for too long. */
  readonly onStalled: () => void;
}

/**
 * What one client is sent. Frames of one tick leave in one write. Nothing is dropped here: beyond `unsentBytes` the
 * client is not read until it has read its answers, or is given up.
 */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #options: OutboxOptions;
  readonly #flushed = (): void => this.#afterFlush();
  readonly #uncork = (): void => {
    this.#corked = false;
    this.#stream.uncork();
  };
  readonly #memory = new FrameMemory();
  #corked = false;
  #stall: Timer | null = null;
  /** Bytes of events since a receipt was asked for. */
  #unmarked = 0;
  #asked = 0;
  #received = 0;

  constructor(socket: WebSocket, stream: Duplex, options: OutboxOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#options = options;
    socket.on('pong', (data) => this.#takeReceipt(data));
  }

  /** Bytes that were not handed to the operating system yet. */
  get unsent(): number {
    return this.#socket.bufferedAmount;
  }

  /** The client has not read what it was sent before; events shall wait. */
  get congested(): boolean {
    return this.#socket.bufferedAmount > EVENT_ROOM || this.#asked - this.#received >= MISSING_RECEIPTS;
  }

  /** Reading has stopped until the client reads its answers. */
  get stalled(): boolean {
    return this.#stall !== null;
  }

  /** Memory for a frame that will be sent here. */
  readonly allocate = (bytes: number): Uint8Array<ArrayBuffer> => this.#memory.take(bytes);

  /** Sends a frame; memory that came from {@link allocate} belongs to others afterwards. */
  send(frame: string | Uint8Array<ArrayBuffer>): void {
    const { clock, statistics, unsentBytes, onStalled } = this.#options;
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      process.nextTick(this.#uncork);
    }
    const unsent = this.#socket.bufferedAmount + FRAME_HEADER + frame.length;
    statistics.counters.frames_out++;
    statistics.counters.bytes_out += frame.length;
    if (typeof frame !== 'string') this.#socket.send(frame, () => this.#afterFrame(frame));
    else this.#socket.send(frame, unsent > EVENT_ROOM ? this.#flushed : undefined);
    if (unsent <= unsentBytes || this.#stall !== null) return;
    statistics.counters.stalled_readers++;
    this.#socket.pause();
    this.#stall = clock.setTimer(onStalled, STALL_LIMIT, 'housekeeping');
  }

  /** As {@link send}, of a frame that newer ones may replace while the client is {@link congested}. */
  sendEvent(frame: string | Uint8Array<ArrayBuffer>): void {
    this.send(frame);
    this.#unmarked += frame.length;
    if (this.#unmarked < RECEIPT_BYTES) return;
    this.#unmarked = 0;
    this.#asked++;
    this.ping();
  }

  /** Asks for a sign of life. A client may answer the newest of several pings only, so each has the newest receipt. */
  ping(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const receipt = Buffer.alloc(RECEIPT_LENGTH);
    receipt.writeUIntLE(this.#asked, 0, RECEIPT_LENGTH);
    this.#socket.ping(receipt);
  }

  /** Ends all waiting. */
  close(): void {
    this.#stall?.cancel();
    this.#stall = null;
  }

  /** A client answers a ping when it has read everything before it (RFC 6455, 5.5.3). */
  #takeReceipt(data: Buffer): void {
    if (data.length !== RECEIPT_LENGTH) return;
    const receipt = data.readUIntLE(0, RECEIPT_LENGTH);
    // Of those that were asked for, in their order: a peer can't claim what it was not sent yet.
    if (receipt <= this.#received || receipt > this.#asked) return;
    this.#received = receipt;
    if (!this.congested) this.#options.onRoom();
  }

  #afterFrame(frame: Uint8Array<ArrayBuffer>): void {
    this.#memory.give(frame);
    this.#afterFlush();
  }

  #afterFlush(): void {
    if (this.#stall !== null && this.unsent <= this.#options.unsentBytes) {
      this.#stall.cancel();
      this.#stall = null;
      this.#socket.resume();
    }
    if (!this.congested) this.#options.onRoom();
  }
}
