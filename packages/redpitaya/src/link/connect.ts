import { connect, type Socket } from 'node:net';
import type { Clock } from './clock.ts';
import { RegisterLinkError } from './errors.ts';

/** How to reach a register server. */
export interface RegisterLinkOptions {
  /** Name or address of the board. */
  readonly host: string;
  /** TCP port of the register server; PyRPL's is 2222. */
  readonly port: number;
  /**
   * Starts the register server on the board; called when nothing listens there. A real register server serves one
   * connection and ends with it. Must itself end when `signal` is aborted.
   */
  readonly startServer?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly clock?: Clock | undefined;
  /** Gives up connecting. A link that is made already is not concerned. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for the TCP connection [ms], default 3000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Longest wait for a reply [ms], default 2000; then the link ends. */
  readonly replyTimeoutMs?: number | undefined;
  /** A link that was idle this long [ms], default 1000, reads one register to see whether the board is there. */
  readonly heartbeatIntervalMs?: number | undefined;
}

/** Tries after the register server was started; the pauses before them add up to 3 s. */
const PAUSES_MS = [50, 100, 200, 400, 750, 1500] as const;

/** Waits, unless `signal` is aborted first. */
export async function pause(clock: Clock, duration: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(resolve, duration);
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await promise;
  timer.cancel();
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}

/** Makes the TCP connection; rejects with `unreachable`, or `not_started` if it was refused. */
export async function openSocket(
  options: RegisterLinkOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port, connectTimeoutMs = 3000 } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, noDelay: true });
  const expire = (): void =>
    reject(
      new RegisterLinkError(
        'unreachable',
        `${host}:${port} did not answer within ${connectTimeoutMs / 1000} s.`,
      ),
    );
  const fail = (cause: NodeJS.ErrnoException): void =>
    reject(
      cause.code === 'ECONNREFUSED'
        ? new RegisterLinkError('not_started', refused(options), { cause })
        : new RegisterLinkError('unreachable', `${host}:${port} cannot be reached: ${cause.message}.`, {
            cause,
          }),
    );
  const abort = (): void => reject(signal.reason);
  const timer = clock.setTimer(expire, connectTimeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  socket.once('error', fail);
  socket.once('connect', () => resolve(socket));
  try {
    return await promise;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', abort);
    socket.off('error', fail);
  }
}

const refused = ({ host, port, startServer }: RegisterLinkOptions): string =>
  `No register server listens at ${host}:${port}: it ends with each connection and must be started again.` +
  (startServer === undefined
    ? ' On a Red Pitaya this is done over SSH, which "serve --user root --password root" does; ' +
      'a simulated board does it by itself as long as its process runs.'
    : '');

/** Whether the register server was not there, or went while it was being connected to. */
const isAbsent = (error: unknown): boolean =>
  error instanceof RegisterLinkError && (error.code === 'not_started' || error.code === 'closed');

/**
 * Runs `open`; if the register server is not there, starts it and tries again a few times.
 *
 * @throws RegisterLinkError `not_started` if starting failed or did not help.
 */
export async function withServerStarted<T>(
  options: RegisterLinkOptions,
  clock: Clock,
  signal: AbortSignal,
  open: () => Promise<T>,
): Promise<T> {
  const { host, port, startServer } = options;
  try {
    return await open();
  } catch (error) {
    if (startServer === undefined || !isAbsent(error)) throw error;
  }
  try {
    await startServer(signal);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RegisterLinkError(
      'not_started',
      `The register server at ${host}:${port} could not be started: ${why}`,
      {
        cause,
      },
    );
  }
  let last: unknown;
  for (const duration of PAUSES_MS) {
    try {
      return await open();
    } catch (error) {
      if (!isAbsent(error)) throw error;
      last = error;
    }
    await pause(clock, duration, signal);
  }
  throw new RegisterLinkError(
    'not_started',
    `The register server at ${host}:${port} was started but does not answer there. Is another program using the board?`,
    { cause: last },
  );
}
