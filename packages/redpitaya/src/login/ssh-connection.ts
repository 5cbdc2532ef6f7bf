import { createHash } from 'node:crypto';
import { Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { type Clock, systemClock } from '../link/clock.ts';
import { pause } from '../link/connect.ts';
import { LoginError } from './errors.ts';
import { closedEarly, restate, tooSlow } from './ssh-failures.ts';

/** How to log in to a board. */
export interface SshOptions {
  /** Name or address of the board. */
  readonly host: string;
  /** Default 22. */
  readonly port?: number | undefined;
  readonly user: string;
  /** A password or a private key. */
  readonly credentials: Credentials;
  /**
   * Looks at the fingerprint of the board's key (`SHA256:...`, as `ssh-keygen -l` prints it) before anything secret is
   * sent. Throws a {@link LoginError} to refuse it; by default any key will do.
   */
  readonly checkHostKey?: ((fingerprint: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Gives up. A command that runs on the board then goes on there. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for the login [ms], default 10 000. */
  readonly timeoutMs?: number | undefined;
}

/** What proves who logs in; `key` is the text of a private key in a form that OpenSSH writes. */
export type Credentials = { readonly password: string } | { readonly key: string };

/** How a command on the board ended. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
}

/** Most that a command may print [bytes]; the kernel's socket table of a busy board has some 20 kB. */
const MOST_OUTPUT = 4 * 1024 * 1024;

/** Default limit of a command [ms]. */
const COMMAND_LIMIT = 10_000;

/** A login to a board: runs commands there, each in a shell of its own and without a terminal. */
export class SshConnection {
  readonly #client: Client;
  readonly #peer: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #hostKey: string;
  readonly #cut = (): void => this.close();
  #end: Error | null = null;

  private constructor(client: Client, peer: string, hostKey: string, clock: Clock, signal: AbortSignal) {
    this.#client = client;
    this.#peer = peer;
    this.#clock = clock;
    this.#signal = signal;
    this.#hostKey = hostKey;
    client.on('error', (error) => {
      this.#end ??= error;
    });
    client.on('close', () => {
      this.#end ??= new Error('The board closed it.');
      signal.removeEventListener('abort', this.#cut);
    });
    signal.addEventListener('abort', this.#cut, { once: true });
  }

  /**
   * Logs in.
   *
   * @throws LoginError `unreachable`, `not_ssh`, `host_key`, `denied`; the signal's reason if it was aborted
   */
  static async open(options: SshOptions): Promise<SshConnection> {
    const { host, port = 22, user, credentials, timeoutMs = 10_000 } = options;
    const { clock = systemClock, signal = new AbortController().signal, checkHostKey } = options;
    signal.throwIfAborted();
    const peer = `${user}@${host}:${port}`;
    const client = new Client();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let hostKey = '';
    let refusal: unknown = null;
    const config: ConnectConfig = {
      host,
      port,
      username: user,
      readyTimeout: 0,
      hostVerifier: (key: Buffer): boolean => {
        hostKey = fingerprint(key);
        try {
          checkHostKey?.(hostKey);
          return true;
        } catch (error) {
          refusal = error;
          return false;
        }
      },
      ...('password' in credentials ? { password: credentials.password } : { privateKey: credentials.key }),
    };
    // Commands and answers are short: none shall wait for the acknowledgement of the one before.
    client.once('connect', () => client.setNoDelay(true));
    client.once('ready', resolve);
    client.on('error', (cause) => reject(refusal ?? restate(cause, options, hostKey !== '')));
    client.once('close', () => reject(closedEarly(options)));
    const timer = clock.setTimer(() => reject(tooSlow(options, timeoutMs, hostKey !== '')), timeoutMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      begin(client, config);
      await promise;
      return new SshConnection(client, peer, hostKey, clock, signal);
    } catch (error) {
      client.destroy();
      throw error;
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  /** The clock that its limits are measured with. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Fingerprint of the board's key, as `ssh-keygen -l` prints it. */
  get hostKey(): string {
    return this.#hostKey;
  }

  /**
   * Runs a command and waits until it ends, however it ends.
   *
   * @param limitMs longest wait [ms], default 10 000; the command goes on when it is over
   * @throws LoginError `timeout`, `lost`; the signal's reason if it was aborted
   */
  async run(command: string, limitMs = COMMAND_LIMIT): Promise<CommandResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
    const output = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr') => (text: string) => {
      output[name] += text;
      if (output[name].length > MOST_OUTPUT) {
        reject(this.#failure('command_failed', `"${command}" printed more than ${MOST_OUTPUT} bytes.`));
      }
    };
    let exitCode: number | null | undefined;
    const timer = this.#clock.setTimer(
      () => reject(this.#failure('timeout', `"${command}" did not end within ${limitMs / 1000} s.`)),
      limitMs,
    );
    // What ends it may do so before the channel is there to be awaited.
    promise.catch(() => undefined);
    let channel: ClientChannel | null = null;
    try {
      channel = await this.channel(command, (opened) => {
        opened.setEncoding('utf8').on('data', collect('stdout'));
        opened.stderr.setEncoding('utf8').on('data', collect('stderr'));
        opened.on('exit', (code: number | null) => {
          exitCode = code;
        });
        opened.on('error', (cause: Error) => reject(this.#lost(command, cause)));
        opened.on('close', () => {
          if (exitCode === undefined) reject(this.#lost(command, this.#end));
          else resolve({ ...output, exitCode });
        });
      });
      channel.end();
      return await promise;
    } finally {
      timer.cancel();
      channel?.on('error', () => undefined).close();
    }
  }

  /**
   * Runs a command that must succeed.
   *
   * @returns what it printed
   * @throws LoginError `command_failed` with what it said, `timeout`, `lost`
   */
  async demand(command: string, limitMs = COMMAND_LIMIT): Promise<string> {
    const { stdout, stderr, exitCode } = await this.run(command, limitMs);
    if (exitCode === 0) return stdout;
    const said = `${stdout}\n${stderr}`.trim() || 'It printed nothing.';
    throw this.#failure('command_failed', `"${command}" ended with exit code ${exitCode}: ${said}`);
  }

  /**
   * Begins a command whose input and output the caller handles.
   *
   * @param attach is given the channel before anything comes out of it
   * @throws LoginError `timeout`, `lost`; the signal's reason if it was aborted
   */
  async channel(command: string, attach: (channel: ClientChannel) => void): Promise<ClientChannel> {
    this.#signal.throwIfAborted();
    if (this.#end !== null) throw this.#lost(command, this.#end);
    const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>();
    const closed = (): void => reject(this.#lost(command, this.#end));
    this.#client.once('close', closed);
    const timer = this.#clock.setTimer(
      () => reject(this.#failure('timeout', `The board did not begin "${command}" in time.`)),
      COMMAND_LIMIT,
    );
    this.#client.exec(command, (error, channel) => {
      if (error !== undefined) return reject(this.#lost(command, error));
      attach(channel);
      resolve(channel);
    });
    try {
      return await promise;
    } finally {
      timer.cancel();
      this.#client.off('close', closed);
    }
  }

  /** Waits [ms], unless the signal is aborted first. */
  async pause(duration: number): Promise<void> {
    await pause(this.#clock, duration, this.#signal);
  }

  /** Logs out. What was started on the board goes on. */
  close(): void {
    this.#end ??= new Error('It was closed.');
    this.#client.end();
    this.#client.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await Promise.resolve();
  }

  #lost(command: string, cause: Error | null): unknown {
    if (this.#signal.aborted) return this.#signal.reason;
    return new LoginError(
      'lost',
      `The login ${this.#peer} ended at "${command}": ${cause?.message ?? 'the reason is unknown.'} ` +
        'Whether the command was carried out is unknown.',
      'Check the cable and the power of the board, then try again.',
      { cause },
    );
  }

  #failure(code: 'timeout' | 'command_failed', finding: string): LoginError {
    return new LoginError(
      code,
      `On the board ${this.#peer}: ${finding}`,
      'Log in by hand (ssh) and try that command there.',
    );
  }
}

/** Fingerprint of a public key, as `ssh-keygen -l` prints it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The only configuration that a person gives and that is looked at before anything is sent is the private key. */
function begin(client: Client, config: ConnectConfig): void {
  try {
    client.connect(config);
  } catch (cause) {
    throw new LoginError(
      'denied',
      `The private key can't be used: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was sent to the board.`,
      'Give a private key in a form that OpenSSH writes, without a passphrase.',
      { cause },
    );
  }
}
