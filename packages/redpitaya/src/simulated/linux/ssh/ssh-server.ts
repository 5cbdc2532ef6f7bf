import { createServer, type Server as Listener } from 'node:net';
import ssh2, { type Connection, type Server } from 'ssh2';
import type { Machine } from '../machine.ts';
import { generateHostKey } from './host-key.ts';
import { Login, type LoginOptions } from './login.ts';
import { serveSessions } from './session.ts';

/** Where a board's SSH listens, and who may log in. */
export interface SshOptions extends LoginOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Private key of the board; by default a new one. */
  readonly hostKey?: string | undefined;
}

/** Connections at a time; more are closed at once. */
const CONNECTIONS = 20;

/** The SSH server of a board. */
export class SshServer {
  readonly #server: Server;
  readonly #listener: Listener;
  readonly #connections = new Set<Connection>();
  readonly #machine: Machine;
  readonly #login: Login;

  private constructor(machine: Machine, options: SshOptions) {
    this.#machine = machine;
    this.#login = new Login(options);
    const hostKeys = [options.hostKey ?? generateHostKey()];
    this.#server = new ssh2.Server(
      { hostKeys, ident: 'OpenSSH_8.9p1 Ubuntu-3ubuntu0.10' },
      (connection, { ip, port }) => this.#serve(connection, { host: ip, port }),
    );
    // As sshd does: answers are short, and none shall wait for the acknowledgement of the one before.
    this.#listener = createServer({ noDelay: true }, (socket) => this.#server.injectSocket(socket));
  }

  /** Resolves when it listens; rejects if it cannot, for example because the port is in use. */
  static async listen(machine: Machine, options: SshOptions): Promise<SshServer> {
    const server = new SshServer(machine, options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.#listener.once('error', reject);
    server.#listener.listen(options.port, options.host, resolve);
    await promise;
    server.#listener.off('error', reject);
    return server;
  }

  /** The port it listens at. */
  get port(): number {
    const address = this.#listener.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** How many are connected. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Ends it, and all who are logged in. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#listener.close(() => resolve());
    for (const connection of this.#connections) connection.end();
    await promise;
  }

  #serve(connection: Connection, remote: { readonly host: string; readonly port: number }): void {
    // What goes wrong on the way, such as a reset, ends the connection; "close" follows.
    connection.on('error', () => undefined);
    if (this.#connections.size >= CONNECTIONS) {
      connection.end();
      return;
    }
    this.#connections.add(connection);
    let tries = 0;
    connection.on('authentication', (context) => {
      tries += 1;
      if (!this.#login.answer(context, tries)) connection.end();
    });
    const { processes } = this.#machine;
    const args = ['sshd: root'];
    const signalled = (): void => void connection.end();
    const process = processes.start({ parent: 1, name: 'sshd', args, terminal: null, signalled });
    if (process === null) {
      connection.end();
      return;
    }
    const local = { host: remote.host, port: this.port };
    processes.attach(process.pid, () => [{ local, remote, held: true }]);
    connection.once('ready', () => serveSessions(connection, this.#machine, process.pid));
    connection.once('close', () => {
      this.#connections.delete(connection);
      processes.end(process.pid);
    });
  }
}
