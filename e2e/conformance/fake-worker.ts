import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { decodeFrame } from '@pyrpl-mux/client';
import { type WebSocket, WebSocketServer } from 'ws';
import { greeting } from '../../packages/client/src/testing/greeting.ts';
import { within } from './patience.ts';

/** A request as it arrived. */
export type Received = Readonly<Record<string, unknown>>;

/** Requests that are answered without a word in the scenario. */
const AUTOMATIC = new Map<unknown, unknown>([
  ['hello', {}],
  ['ping', 'pong'],
]);

/** Things that arrive, and those who wait for them. */
class Arrivals<T> {
  readonly items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.items.push(item);
    else waiter(item);
  }

  next(what: string): Promise<T> {
    const item = this.items.shift();
    if (item !== undefined) return Promise.resolve(item);
    const { promise, resolve } = Promise.withResolvers<T>();
    this.#waiting.push(resolve);
    return within(promise, what);
  }
}

interface Peer {
  readonly socket: WebSocket;
  readonly stream: Duplex;
}

function isReceived(value: unknown): value is Received {
  return typeof value === 'object' && value !== null;
}

/** A text frame of a server as it stands on the wire (RFC 6455, section 5.2). */
function wireFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = payload.length < 126 ? Buffer.from([payload.length]) : Buffer.from([126, 0, 0]);
  if (payload.length >= 126) length.writeUInt16BE(payload.length, 1);
  return Buffer.concat([Buffer.from([0x81]), length, payload]);
}

/** A worker that does what it is told, over real sockets. It answers `hello` and `ping` by itself. */
export class FakeWorker {
  readonly #http: Server;
  readonly #upgrade = new WebSocketServer({ noServer: true });
  readonly #peers = new Arrivals<Peer>();
  readonly #requests = new Arrivals<Received>();
  readonly #open = new Set<Peer>();
  #current: Peer | undefined;
  #frozen = false;
  #cut = false;

  private constructor(http: Server) {
    this.#http = http;
    http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.#upgrade.handleUpgrade(request, stream, head, (socket) => this.#connected({ socket, stream }));
    });
  }

  static async listen(): Promise<FakeWorker> {
    const http = createServer();
    const worker = new FakeWorker(http);
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    return worker;
  }

  get url(): string {
    const { port } = this.#http.address() as AddressInfo;
    return `ws://127.0.0.1:${port}/`;
  }

  /** Requests that nobody received. */
  get unread(): readonly Received[] {
    return this.#requests.items;
  }

  /** Whether a frame that is sent now reaches the client. */
  get talking(): boolean {
    return this.#current !== undefined && !this.#frozen && !this.#cut;
  }

  async accept(): Promise<void> {
    this.#current = await this.#peers.next('a connection');
    this.#frozen = false;
    this.#cut = false;
  }

  greet(changes: Received): void {
    this.send(JSON.stringify({ status: 'ok', data: { ...greeting, ...changes } }));
  }

  receive(what: string): Promise<Received> {
    return this.#requests.next(what);
  }

  send(frame: string | Uint8Array): void {
    this.#peer().socket.send(frame);
  }

  /** Sends a text message in fragments, a ping after each; they may end within a character. */
  sendPieces(text: string, pieces: number): void {
    const { socket } = this.#peer();
    const bytes = Buffer.from(text);
    const length = Math.ceil(bytes.length / pieces);
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = bytes.subarray(piece * length, (piece + 1) * length);
      socket.send(part, { binary: false, fin: piece === pieces - 1 });
      socket.ping();
    }
  }

  /** Pings the client, and waits for its pong. */
  async ping(): Promise<void> {
    const pongs = new Arrivals<Buffer>();
    const { socket } = this.#peer();
    socket.once('pong', (data: Buffer) => pongs.push(data));
    socket.ping('are you there?');
    if ((await pongs.next('a pong')).toString() !== 'are you there?') throw new Error('Another pong came');
  }

  /** Sends the beginning of a frame. */
  sendPart(text: string, bytes: number): void {
    const frame = wireFrame(text);
    if (bytes >= frame.length) throw new Error(`The whole frame has only ${frame.length} bytes`);
    this.#peer().stream.write(frame.subarray(0, bytes));
    this.#cut = true;
  }

  /** From now on nothing is answered by itself. */
  freeze(): void {
    this.#frozen = true;
  }

  close(code: number): void {
    this.#peer().socket.close(code);
    this.#current = undefined;
  }

  /** Ends the TCP connection without a word of WebSocket. */
  disconnect(how: 'end' | 'reset'): void {
    const { stream } = this.#peer();
    if (how === 'end') stream.end();
    else if ('resetAndDestroy' in stream && typeof stream.resetAndDestroy === 'function')
      Reflect.apply(stream.resetAndDestroy, stream, []);
    this.#current = undefined;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#open) socket.terminate();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  #peer(): Peer {
    if (this.#current === undefined) throw new Error('No connection was accepted');
    return this.#current;
  }

  #connected(peer: Peer): void {
    this.#open.add(peer);
    peer.socket.on('error', () => {});
    peer.socket.on('close', () => {
      this.#open.delete(peer);
      if (this.#current === peer) this.#current = undefined;
    });
    peer.socket.on('message', (data: Buffer, binary: boolean) => {
      const request = decodeFrame(binary ? data : data.toString());
      if (!isReceived(request)) throw new Error('The client sent something that is not an object');
      const { command, id } = request;
      const answer = this.#frozen ? undefined : AUTOMATIC.get(command);
      if (answer === undefined) this.#requests.push(request);
      else peer.socket.send(JSON.stringify({ status: 'ok', data: answer, id }));
    });
    this.#peers.push(peer);
  }
}
