import { expect } from 'vitest';
// biome-ignore lint/style/noRestrictedImports: for tests, which run in Node.
import { type WebSocket, WebSocketServer } from 'ws';
import { CommandError } from '../../protocol/errors.ts';
import { decodeFrame, encodeFrame } from '../../protocol/frames.ts';
import { greeting as usualGreeting } from '../../testing/greeting.ts';
import type { Client } from '../client.ts';
import type { ConnectOptions } from '../client-options.ts';
import { connect } from '../connect.ts';

/** Largest frame that an {@link EchoWorker} accepts. */
export const FRAME_BYTES = 100_000;

/** How an {@link EchoWorker} greets. */
export const greeting = {
  ...usualGreeting,
  limits: { ...usualGreeting.limits, frame_bytes: FRAME_BYTES },
};

/** A request as it arrived. */
export type Request = Record<string, unknown>;

/** A worker that greets, and answers each request with whatever `answer` returns; undefined is no answer. */
export class EchoWorker {
  readonly requests: Request[] = [];
  readonly urls: string[] = [];
  readonly sockets: WebSocket[] = [];
  answer: (request: Request) => object | undefined = (request) => ({ status: 'ok', data: request['params'] });
  readonly #server: WebSocketServer;
  readonly #url: string;
  readonly #clients: Client[] = [];

  private constructor(server: WebSocketServer) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    this.#server = server;
    this.#url = `ws://127.0.0.1:${address.port}/`;
    server.on('connection', (socket, { url = '' }) => {
      this.urls.push(url);
      this.#serve(socket);
    });
  }

  static async start(): Promise<EchoWorker> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => {
      server.once('listening', resolve);
    });
    return new EchoWorker(server);
  }

  /** Connects a client to it. */
  async attach(options: ConnectOptions = {}): Promise<Client> {
    const client = await connect(this.#url, options);
    this.#clients.push(client);
    return client;
  }

  /** Ends it and its clients, in which nothing may be left. */
  async close(): Promise<void> {
    for (const client of this.#clients) {
      client.close();
      expect(client.pending, 'promise 8: "After every test it is empty"').toEqual([]);
    }
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #serve(socket: WebSocket): void {
    this.sockets.push(socket);
    socket.send(JSON.stringify({ status: 'ok', data: greeting }));
    socket.on('message', (data: Buffer, binary: boolean) => {
      const request = decodeFrame(binary ? data : data.toString()) as Request;
      this.requests.push(request);
      const answer = this.answer(request);
      if (answer !== undefined) socket.send(encodeFrame({ ...answer, id: request['id'] }, 'binary'));
    });
  }
}

/** The error with which a command must fail. */
export function failure(promise: Promise<unknown>): Promise<CommandError> {
  return promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
}
