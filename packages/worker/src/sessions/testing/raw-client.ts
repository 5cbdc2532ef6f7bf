import { once } from 'node:events';
import { decodeFrame } from '@pyrpl-mux/client';
import { WebSocket } from 'ws';

/** A frame from the worker, as JSON. */
export type Message = Readonly<Record<string, unknown>>;

/** A bare WebSocket, as any program may open one. Frames are kept until they are asked for. */
export class RawClient {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #frames: Message[] = [];
  readonly #waiting: { resolve(frame: Message): void; reject(reason: Error): void }[] = [];

  constructor(
    url: string,
    {
      protocols = [],
      ...options
    }: {
      readonly headers?: Record<string, string>;
      readonly protocols?: string[];
      readonly autoPong?: boolean;
    } = {},
  ) {
    this.socket = new WebSocket(url, protocols, options);
    this.socket.on('message', (data, binary) => {
      if (Buffer.isBuffer(data)) this.#arrived(data, binary);
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('close', (code) => {
      for (const waiting of this.#waiting.splice(0))
        waiting.reject(new Error(`the connection closed with ${code}`));
    });
    this.socket.on('error', () => undefined);
  }

  /** Connects and takes the greeting. */
  static async connect(url: string, token: string): Promise<RawClient> {
    const client = new RawClient(`${url}?token=${token}`);
    await client.next();
    return client;
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
    );
  }

  /** The next frame. */
  async next(): Promise<Message> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return frame;
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#waiting.push({ resolve, reject });
    return promise;
  }

  /** The next `count` frames. */
  async take(count: number): Promise<Message[]> {
    const frames: Message[] = [];
    for (let taken = 0; taken < count; taken++) frames.push(await this.next());
    return frames;
  }

  async request(message: Record<string, unknown>): Promise<Message> {
    this.send(message);
    return this.next();
  }

  /** Frames that have come and were not asked for. */
  get unread(): readonly Message[] {
    return this.#frames;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }

  #arrived(data: Buffer, binary: boolean): void {
    const decoded = decodeFrame(binary ? new Uint8Array(data) : data.toString());
    if (!isMessage(decoded)) throw new Error('the worker sent something that is no object');
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#frames.push(decoded);
    else waiting.resolve(decoded);
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null;
}
