import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Where Node's HTTP client, which its WebSocket is built on, tells of each connection that it has made. */
const CONNECTED = 'undici:client:connected';

const claimed = new WeakSet<Socket>();

/**
 * Node's WebSocket, but a program is not kept alive by one that it has closed: a frozen worker never answers the goodbye,
 * and Node's own would wait for it without end.
 */
export class NodeWebSocket extends WebSocket {
  /** Undefined until it is connected, or if this version of Node does not tell. */
  #socket: Socket | undefined;

  constructor(url: string, protocols: string) {
    super(url, protocols);
    const { host } = new URL(url);
    const claim = (message: unknown): void => {
      const socket = connectionTo(host, message);
      if (socket === undefined || claimed.has(socket)) return;
      claimed.add(socket);
      this.#socket = socket;
      unsubscribe(CONNECTED, claim);
    };
    subscribe(CONNECTED, claim);
    this.addEventListener('close', () => unsubscribe(CONNECTED, claim));
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason);
    this.#socket?.unref();
  }

  /** Ends the connection without a goodbye. */
  terminate(): void {
    if (this.#socket === undefined) this.close();
    else this.#socket.destroy();
  }
}

function connectionTo(host: string, message: unknown): Socket | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { socket, connectParams }: { socket?: unknown; connectParams?: unknown } = message;
  if (typeof connectParams !== 'object' || connectParams === null || !('host' in connectParams))
    return undefined;
  return connectParams.host === host && socket instanceof Socket ? socket : undefined;
}
