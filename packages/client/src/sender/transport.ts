import { SUBPROTOCOL } from '../protocol/messages.ts';

/** The part of a WebSocket that is used; that of browsers, of Node and of `ws` fit. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection without waiting for the peer; browsers have no such thing. */
  terminate?(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

/** Makes a WebSocket, as the global constructor does. */
export type WebSocketConstructor = new (url: string, protocols: string) => WebSocketLike;

/** What a transport tells. After `closed`, or after {@link Transport.close}, it tells nothing. */
export interface TransportListener {
  received(frame: string | ArrayBuffer | Uint8Array): void;
  /** @param code - the WebSocket's close code; 1006 if the connection broke or was never made */
  closed(code: number, reason: string): void;
}

const OPEN = 1;
const NORMAL = 1000;

/** Carries frames over one WebSocket. */
export class Transport {
  readonly #socket: WebSocketLike;
  #listener: TransportListener | undefined;

  /**
   * Starts to connect. The first sign of success is a frame, for the worker speaks first.
   *
   * @throws SyntaxError if the URL is not one of a WebSocket
   */
  constructor(url: string, webSocket: WebSocketConstructor, listener: TransportListener) {
    this.#listener = listener;
    this.#socket = new webSocket(url, SUBPROTOCOL);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' || data instanceof ArrayBuffer || data instanceof Uint8Array)
        this.#listener?.received(data);
    });
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end(code, reason));
    // Each error is followed by a close that says more; without a listener some implementations throw it.
    this.#socket.addEventListener('error', () => {});
  }

  /** Whether a frame that is sent now goes to the peer; a WebSocket that closes drops frames silently. */
  get open(): boolean {
    return this.#socket.readyState === OPEN;
  }

  /** Bytes that were sent here, but did not leave this computer yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  /** Says goodbye, and does not wait for the peer's. */
  close(): void {
    this.#listener = undefined;
    this.#socket.close(NORMAL);
  }

  /** Lets go of a peer that will not answer a goodbye either. */
  terminate(): void {
    if (this.#socket.terminate === undefined) {
      this.close();
      return;
    }
    this.#listener = undefined;
    this.#socket.terminate();
  }

  #end(code: number, reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.closed(code, reason);
  }
}
