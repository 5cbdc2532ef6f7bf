import { createServer, type Server, type Socket } from 'node:net';
import { bytesOf, formatAddress, formatByte, OPCODE, WINDOW_BYTES } from '../../link/frames.ts';
import { type Cut, Faults } from './faults.ts';
import { HeldSegments } from './held-segments.ts';
import type { RegisterBus } from './register-bus.ts';
import { type Request, RequestReader } from './request-reader.ts';
import { Way } from './way.ts';
import type { WriteLog } from './write-log.ts';

/** Why a register server's process ended. */
export interface Exit {
  /** 0 after an orderly close, 255 after trouble with the client, 139 when it touched memory it had not mapped. */
  readonly code: 0 | 139 | 255;
  readonly reason: string;
  /** Another PyRPL took the board. */
  readonly takeover: { readonly holdMs: number | null } | null;
}

/** A TCP socket as the board's own tools list it. */
export interface TcpSocket {
  readonly local: SocketAddress;
  /** Who is connected; null while it listens. */
  readonly remote: SocketAddress | null;
  /** Whether a program holds it; who waits to be accepted belongs to none yet. */
  readonly held: boolean;
}

/** An address of IPv4 and a port. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a register server listens, and who watches. */
export interface MonitorServerOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly faults?: Faults | undefined;
  readonly writes?: WriteLog | undefined;
  /** The board's clock cycle, for the write log. */
  readonly cycle?: (() => number) | undefined;
}

/**
 * PyRPL's `monitor_server` with its manners: it accepts one client and ends with it; whoever else connects is left
 * waiting. Requests are served strictly one after the other, each reply is one write to a socket that holds small
 * segments back (Nagle); a header with n = 0 is never answered, and an unknown opcode ends the process.
 */
export class MonitorServer {
  readonly #listener: Server;
  readonly #bus: RegisterBus;
  readonly #options: MonitorServerOptions;
  readonly #reader = new RequestReader();
  readonly #waiting = new Set<Socket>();
  readonly #exited = Promise.withResolvers<Exit>();
  readonly #requests: Way;
  readonly #replies: Way;
  /** What a long way does to segments; null on a short one, where the real sockets do it. */
  readonly #segments: HeldSegments | null;
  #client: Socket | null = null;
  #input: Uint8Array[] = [];
  #exit: Exit | null = null;

  private constructor(bus: RegisterBus, options: MonitorServerOptions, listener: Server) {
    this.#bus = bus;
    this.#options = options;
    this.#listener = listener;
    const faults = options.faults ?? new Faults();
    const cut = (kind: Cut): void => this.#cut(kind);
    const end = (): void => this.#trouble('The client left.');
    this.#requests = new Way(faults, 'request', { deliver: (bytes) => this.#take(bytes), cut, end });
    this.#replies = new Way(faults, 'reply', { deliver: (bytes) => this.#client?.write(bytes), cut, end });
    this.#segments = faults.slow ? new HeldSegments(this.#requests, this.#replies) : null;
    listener.on('connection', (socket) => this.#connect(socket));
  }

  /** Resolves when it listens; rejects if it cannot, for example because the port is in use. */
  static async listen(bus: RegisterBus, options: MonitorServerOptions): Promise<MonitorServer> {
    const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    const server = new MonitorServer(bus, options, listener);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    listener.once('error', reject);
    listener.listen(options.port, options.host, resolve);
    await promise;
    return server;
  }

  /** The port it listens at. */
  get port(): number {
    const address = this.#listener.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** Whether a client is being served. */
  get serving(): boolean {
    return this.#client !== null;
  }

  /** Its sockets: the one that listens, and one for each client, served or waiting. */
  get sockets(): readonly TcpSocket[] {
    if (this.#exit !== null) return [];
    const local = { host: this.#options.host, port: this.port };
    const clients = this.#client === null ? [] : [this.#client, ...this.#waiting];
    const connected = clients.flatMap((socket) => {
      const { remoteAddress: peer, remotePort } = socket;
      if (peer === undefined || remotePort === undefined) return [];
      return [{ local, remote: { host: peer, port: remotePort }, held: socket === this.#client }];
    });
    return [{ local, remote: null, held: true }, ...connected];
  }

  /** Resolves when the process has ended: nothing listens, and nobody is connected any more. */
  get exited(): Promise<Exit> {
    return this.#exited.promise;
  }

  /** Ends the process, as `killall monitor_server` does. */
  close(): void {
    this.#finish({ code: 0, reason: 'It was killed.', takeover: null }, (client) => client.destroy());
  }

  #connect(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#client !== null) {
      this.#waiting.add(socket);
      socket.once('close', () => this.#waiting.delete(socket));
      return;
    }
    this.#client = socket;
    socket.setNoDelay(this.#segments !== null);
    socket.on('data', (chunk) => {
      if (this.#segments === null) this.#requests.push(chunk);
      else this.#segments.request(chunk);
    });
    socket.on('drain', () => this.#work());
    socket.once('end', () => this.#requests.end());
    socket.once('close', () => this.#trouble('The connection was lost.'));
    socket.resume();
  }

  #take(bytes: Uint8Array): void {
    this.#input.push(bytes);
    this.#work();
  }

  /** Serves what has come in, unless the client does not read its replies: then the process hangs in `send`. */
  #work(): void {
    const client = this.#client;
    let corked = false;
    while (this.#exit === null && this.#client !== null && !this.#client.writableNeedDrain) {
      const chunk = this.#input.shift();
      if (chunk === undefined) break;
      const { taken, request } = this.#reader.take(chunk);
      if (taken < chunk.length) this.#input.unshift(chunk.subarray(taken));
      if (request === null) continue;
      this.#serve(request);
      // The first reply leaves at once; those after it Nagle would hold back and send together, so one write will do.
      if (!corked) client?.cork();
      corked = true;
    }
    if (corked) client?.uncork();
    if (this.#input.length > 0) this.#client?.pause();
    else this.#client?.resume();
  }

  #serve(request: Request): void {
    const { opcode, count, address } = request;
    if (count === 0) return;
    if (opcode === OPCODE.close) {
      this.#finish({ code: 0, reason: 'The client closed.', takeover: null }, (client) =>
        client.destroySoon(),
      );
    } else if (opcode !== OPCODE.read && opcode !== OPCODE.write) {
      this.#trouble(`The opcode ${formatByte(opcode)} is unknown.`);
    } else if (address % 4 !== 0 || (address % WINDOW_BYTES) + 4 * count > WINDOW_BYTES) {
      const reason = `${count} words at ${formatAddress(address)} are not all mapped.`;
      this.#finish({ code: 139, reason, takeover: null }, (client) => client.destroy());
    } else {
      const reply = opcode === OPCODE.read ? this.#read(request) : this.#write(request);
      if (this.#segments === null) this.#replies.push(reply);
      else this.#segments.reply(reply);
    }
  }

  #read({ header, address, count }: Request): Uint8Array {
    const words = this.#bus.read(address, count);
    const reply = new Uint8Array(header.length + words.byteLength);
    reply.set(header);
    reply.set(bytesOf(words), header.length);
    return reply;
  }

  #write({ header, address, count, words }: Request): Uint8Array {
    this.#bus.write(address, words);
    this.#options.writes?.add({ address, count, cycle: this.#options.cycle?.() ?? 0 });
    return header;
  }

  #cut(cut: Cut): void {
    const takeover = cut.kind === 'takeover' ? { holdMs: cut.holdMs } : null;
    this.#finish({ code: 255, reason: `The fault "${cut.kind}" struck.`, takeover }, (client) => {
      if (cut.kind === 'reset') client.resetAndDestroy();
      else client.destroySoon();
    });
  }

  #trouble(reason: string): void {
    this.#finish({ code: 255, reason, takeover: null }, (client) => client.destroySoon());
  }

  #finish(exit: Exit, leave: (client: Socket) => void): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    this.#segments?.close();
    this.#requests.close();
    this.#replies.close();
    this.#listener.close();
    if (this.#client !== null) {
      this.#client.uncork();
      leave(this.#client);
    }
    for (const socket of this.#waiting) socket.resetAndDestroy();
    this.#exited.resolve(exit);
  }
}
