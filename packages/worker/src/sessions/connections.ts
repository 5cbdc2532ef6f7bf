import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  CloseCode,
  CommandError,
  type ErrorCode,
  type EventMessage,
  type SessionAccess,
  SUBPROTOCOL,
} from '@pyrpl-mux/client';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Admission, presentedToken, speaksProtocol, urlHost } from './admission.ts';
import type { Peer } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { Session, type SessionHost } from './session.ts';

/** Milliseconds that a client has to answer a close, before its connection is cut. */
const CLOSE_PATIENCE = 2000;

/** What connections need beside their clients. */
export interface ConnectionsOptions {
  readonly admission: Admission;
  readonly host: SessionHost;
  readonly onCount: (count: number) => void;
}

interface Connection {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly peer: Peer;
}

/** All WebSocket connections: who is let in, and what happens when one ends. */
export class Connections {
  readonly #admission: Admission;
  readonly #host: SessionHost;
  readonly #onCount: (count: number) => void;
  readonly #server: WebSocketServer;
  readonly #open = new Map<WebSocket, Connection>();
  #sessions = 0;

  constructor({ admission, host, onCount }: ConnectionsOptions) {
    this.#admission = admission;
    this.#host = host;
    this.#onCount = onCount;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      // A frame up to twice the limit is answered with a sentence, a larger one ends the connection with 1009.
      maxPayload: 2 * host.limits.frame_bytes,
      // Checked per frame instead, so that one bad text does not end the connection.
      skipUTF8Validation: true,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
  }

  /** Connected sessions. */
  get count(): number {
    return this.#open.size;
  }

  *sessions(): Generator<Session> {
    for (const { session } of this.#open.values()) yield session;
  }

  *peers(): Generator<Peer> {
    for (const { peer } of this.#open.values()) yield peer;
  }

  /** Tells every client. */
  announce(event: EventMessage): void {
    for (const { session } of this.#open.values()) session.sendEvent(event);
  }

  /** Takes a request to become a WebSocket connection. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // A client that resets its connection is nothing to fail for; the stream closes by itself.
    stream.on('error', () => undefined);
    const url = URL.parse(request.url ?? '/', 'ws://worker');
    const refusal = this.#refusal(request, url);
    if (url === null || refusal !== null) {
      refuse(stream, refusal?.status ?? 400, refusal?.sentence ?? 'The address is not valid.');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // What is wrong with a connection is told by its close event.
      socket.on('error', () => undefined);
      const access = this.#admission.accessOf(request);
      if (access === null) {
        const sentence = `The token is ${presentedToken(request) === null ? 'missing' : 'wrong'}. The connection file of the worker holds it; send it as Authorization: Bearer TOKEN, or as ?token=TOKEN.`;
        this.#turnAway(socket, 'unauthorized', CloseCode.unauthorized, sentence);
      } else if (this.#open.size >= this.#host.limits.sessions) {
        const sentence = `The worker has ${this.#open.size} sessions, the most it may have. Close one and try again.`;
        this.#turnAway(socket, 'busy', CloseCode.tooManySessions, sentence);
      } else this.#welcome(socket, stream, request, access);
    });
  }

  /** Why a request may not become a connection. */
  #refusal(request: IncomingMessage, url: URL | null): { status: number; sentence: string } | null {
    if (url?.pathname !== '/')
      return { status: 404, sentence: 'There is nothing here. Connect at the path /.' };
    if (!speaksProtocol(request))
      return {
        status: 400,
        sentence: `The worker speaks the sub-protocol ${SUBPROTOCOL} only. Update the older of both sides.`,
      };
    if (!this.#admission.isAllowedOrigin(request))
      return {
        status: 403,
        sentence: 'Pages of this origin may not connect. Start the worker with it as an allowed origin.',
      };
    return null;
  }

  /** Closes every connection, for the worker stops. */
  async close(): Promise<void> {
    const closed = [...this.#open.keys()].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const socket of this.#server.clients) this.#hangUp(socket, CloseCode.goingAway, 'the worker stops');
    await Promise.all(closed);
    this.#server.close();
  }

  #welcome(socket: WebSocket, stream: Duplex, request: IncomingMessage, access: SessionAccess): void {
    const { clock, limits, statistics } = this.#host;
    const { remoteAddress = '', remotePort = 0 } = request.socket;
    const outbox = new Outbox(socket, stream, {
      clock,
      statistics,
      unsentBytes: limits.unsent_bytes,
      onRoom: () => session.resume(),
      onStalled: () => {
        session.close();
        this.#hangUp(socket, CloseCode.answersNotRead, 'answers were not read for 10 s');
      },
    });
    const address = `${urlHost(remoteAddress)}:${remotePort}`;
    const session = new Session({ session: ++this.#sessions, address, access }, this.#host, outbox);
    const peer: Peer = {
      get heard() {
        return session.heard;
      },
      set heard(now) {
        session.heard = now;
      },
      get deaf() {
        return outbox.stalled;
      },
      ping: () => outbox.ping(),
      giveUp: () => {
        statistics.counters.dead_peers++;
        socket.terminate();
      },
    };
    this.#open.set(socket, { session, outbox, peer });
    statistics.counters.connections++;
    socket.on('message', (data, binary) => {
      if (Buffer.isBuffer(data) && socket.readyState === socket.OPEN) session.receive(data, binary);
    });
    socket.on('pong', () => {
      session.heard = clock.now();
    });
    socket.on('close', (code) => {
      this.#open.delete(socket);
      outbox.close();
      session.close();
      this.#host.log.debug({ session: session.session, client: session.client, code }, 'a session ended');
      this.#onCount(this.#open.size);
    });
    session.greet();
    this.#onCount(this.#open.size);
  }

  #turnAway(socket: WebSocket, code: ErrorCode, closeCode: number, sentence: string): void {
    const { info } = new CommandError(code, sentence);
    this.#host.statistics.counters.refused_connections++;
    this.#host.log.warn(`refused ${code}`, { code }, sentence);
    socket.send(JSON.stringify({ status: 'error', data: sentence, error: info }));
    this.#hangUp(socket, closeCode, code);
  }

  /** Closes in good order, or cuts the connection if the client does not take part. */
  #hangUp(socket: WebSocket, code: number, reason: string): void {
    const patience = this.#host.clock.setTimer(() => socket.terminate(), CLOSE_PATIENCE);
    socket.once('close', () => patience.cancel());
    socket.close(code, reason);
    socket.resume();
  }
}

function refuse(stream: Duplex, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => stream.destroy(),
  );
}
