import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock } from '@pyrpl-mux/client';
import { isProcessAlive } from '@pyrpl-mux/client/node';
import { type Credentials, LoginError, prepareBoard, SshConnection } from '@pyrpl-mux/redpitaya/login';
import type { Log } from '../../observe/log.ts';
import { FinalError } from '../driver-backend.ts';
import type { BoardLogin, TcpBoard } from './board-options.ts';
import { HostKeyFile } from './host-key-file.ts';

/** What a {@link BoardPreparer} needs. */
export interface BoardPreparerOptions {
  readonly board: Pick<TcpBoard, 'host' | 'port'>;
  readonly login: BoardLogin;
  /** Path of the file that keeps the board's host key. */
  readonly hostKeyFile: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Logs in to a board each time it has to be reached, sees what runs there and starts our register server. What ends
 * programs or drops outputs is done at most once in its life: a reconnect never does.
 */
export class BoardPreparer {
  readonly #options: BoardPreparerOptions;
  readonly #hostKey: HostKeyFile;
  #mayTakeOver: boolean;
  #mayLoad: boolean;

  constructor(options: BoardPreparerOptions) {
    this.#options = options;
    this.#hostKey = new HostKeyFile(options.board.host, options.hostKeyFile);
    this.#mayTakeOver = options.login.takeOver;
    this.#mayLoad = options.login.loadFpga;
  }

  /**
   * Logs in and makes the board ready to be attached to.
   *
   * @returns where its register server listens
   * @throws LoginError with who is in the way, or what is missing
   * @throws FinalError if the board refused the login: the same password again would only lock the user out
   */
  async prepare(signal: AbortSignal): Promise<{ readonly host: string; readonly port: number }> {
    const { board, login, clock, log } = this.#options;
    try {
      await using ssh = await SshConnection.open({
        host: board.host,
        port: login.sshPort,
        user: login.user,
        credentials: await readCredentials(login.credentials),
        checkHostKey: (shown) => checkHostKey(this.#hostKey, board.host, shown),
        clock,
        signal,
      });
      await this.#hostKey.remember(ssh.hostKey);
      log.info({ host_key: ssh.hostKey }, 'Logged in to the board.');
      await prepareBoard(ssh, {
        ...board,
        starter: `${OWNER}#${process.pid}`,
        isOwn: isOwnStarter,
        takeOver: this.#mayTakeOver,
        loadImage: this.#mayLoad,
        pyrpl: login.pyrpl,
        log,
        onLoading: () => {
          this.#mayLoad = false;
        },
        signal,
      });
    } catch (error) {
      if (error instanceof LoginError && (error.code === 'denied' || error.code === 'host_key')) {
        const sentence = `${error.message} It is not tried again until the worker is started anew.`;
        throw new FinalError(sentence, { cause: error });
      }
      throw error;
    }
    this.#mayTakeOver = false;
    return board;
  }
}

/**
 * Compares the key that a board shows with the one it has shown before.
 *
 * @throws LoginError `host_key` if they differ
 */
export function checkHostKey({ known, path }: HostKeyFile, host: string, shown: string): void {
  if (known === null || known === shown) return;
  throw new LoginError(
    'host_key',
    `${host} shows the key ${shown}, but it has shown ${known} before. No password was sent.`,
    `If its card was written anew, remove ${path} and start again; if not, another machine answers under its name.`,
  );
}

/** Who a register server of this user and computer belongs to, in one word. */
const OWNER = `${process.env['USER'] ?? process.env['USERNAME'] ?? 'somebody'}@${hostname()}`.replace(
  /[^\w.@-]/g,
  '_',
);

/** Whether a register server was started by this process, or by one of this user that has ended since. */
export function isOwnStarter(starter: string): boolean {
  const [owner, pid] = starter.split('#');
  return owner === OWNER && (Number(pid) === process.pid || !isProcessAlive(Number(pid)));
}

/**
 * Reads the private key if it is in a file.
 *
 * @throws LoginError `denied` if it can't be read
 */
export async function readCredentials(credentials: BoardLogin['credentials']): Promise<Credentials> {
  if ('password' in credentials) return credentials;
  try {
    return { key: await readFile(credentials.keyFile, 'utf8') };
  } catch (cause) {
    throw new LoginError(
      'denied',
      `The private key can't be read: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was sent to the board.`,
      'Give the path of a private key with --key.',
      { cause },
    );
  }
}
