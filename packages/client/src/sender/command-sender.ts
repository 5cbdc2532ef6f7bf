import type { Clock } from '../clock.ts';
import { CommandError } from '../protocol/errors.ts';
import { type ArrayEncoding, encodeFrame } from '../protocol/frames.ts';
import { CLIENT_GRACE, type Limits, MAX_TIMEOUT, type Response } from '../protocol/messages.ts';
import type { CommandFacts } from './command-facts.ts';
import type { Connection } from './connection.ts';
import type { Irregularities } from './irregularities.ts';
import { callSafely } from './listeners.ts';
import { type PendingCommand, PendingCommands } from './pending.ts';

/** How one command is sent. */
export interface CommandOptions {
  /** Seconds, 0 < t <= 86400: the whole stay in the worker. Each command has a default. */
  readonly timeout?: number | undefined;
  /** Asks the worker to cancel; the promise settles with the worker's final answer, at most {@link CANCEL_PATIENCE} later. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of interim responses, and asks for them. */
  readonly onProgress?: ((data: unknown) => void) | undefined;
  /** Sends without an id: such commands are carried out one at a time, in the order sent. They can't be cancelled. */
  readonly noId?: boolean | undefined;
}

/** Seconds that an aborted command waits for the worker's final answer. */
export const CANCEL_PATIENCE = 2;

/** What a sender needs from outside. */
export interface CommandSenderOptions {
  readonly clock: Clock;
  readonly facts: CommandFacts;
  readonly arrays: ArrayEncoding;
  readonly irregularities: Irregularities;
}

interface Attachment {
  readonly connection: Connection;
  readonly limits: Limits;
}

/** Sends commands over whatever connection is attached, and brings back their answers. */
export class CommandSender {
  readonly #clock: Clock;
  readonly #facts: CommandFacts;
  readonly #arrays: ArrayEncoding;
  readonly #pending: PendingCommands;
  #attached: Attachment | undefined;
  #lastId = 0;

  constructor({ clock, facts, arrays, irregularities }: CommandSenderOptions) {
    this.#clock = clock;
    this.#facts = facts;
    this.#arrays = arrays;
    this.#pending = new PendingCommands({
      clock,
      irregularities,
      onOrderLost: () =>
        this.#attached?.connection.end(
          'A command without an id was never answered, so the order of answers is lost.',
        ),
    });
  }

  /** The commands that wait for their final response. */
  get waiting(): readonly PendingCommand[] {
    return this.#pending.waiting;
  }

  attach(connection: Connection, limits: Limits): void {
    this.#attached = { connection, limits };
  }

  /** The connection is gone: every waiting command fails at once. */
  detach(sentence: string): void {
    this.#attached = undefined;
    this.#pending.rejectAll(({ command, handedOver }) => {
      const unknown = handedOver && this.#facts.mayChange(command);
      let effect = `${command} was not sent.`;
      if (unknown) effect = `Whether ${command} was carried out can't be told: read the settings back.`;
      else if (handedOver) effect = `${command} changes nothing, so it can be sent again.`;
      return new CommandError('worker_lost', `${sentence} ${effect}`, {
        effect: unknown ? 'unknown' : 'none',
      });
    });
  }

  receive(response: Response): void {
    if (response.status === 'progress') this.#pending.progress(response);
    else this.#pending.settle(response);
  }

  /** Sends something that any live worker answers at once. */
  ping(): void {
    this.#sendUnread('ping', {});
  }

  /**
   * Sends one command.
   *
   * @param onOk - called with the result in the same turn as the response is read
   * @returns the response's data
   * @throws CommandError as a rejection: the worker's own errors; `worker_lost` if there is no connection or it ends;
   *   `timeout`; `cancelled`; `invalid_params`, `too_large` or `busy` if it could not be sent
   */
  send(
    command: string,
    params: object,
    options: CommandOptions = {},
    onOk?: (data: unknown) => void,
  ): Promise<unknown> {
    try {
      return this.#send(command, params, options, onOk);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new TypeError(String(error)));
    }
  }

  #send(
    command: string,
    params: object,
    { timeout = this.#facts.timeout(command, params), signal, onProgress, noId = false }: CommandOptions,
    onOk: ((data: unknown) => void) | undefined,
  ): Promise<unknown> {
    if (!(timeout > 0 && timeout <= MAX_TIMEOUT))
      throw new CommandError(
        'invalid_params',
        `The timeout must be above 0 s and at most ${MAX_TIMEOUT} s, but was ${timeout}. ${command} was not sent.`,
      );
    if (signal?.aborted === true)
      throw new CommandError('cancelled', `${command} was cancelled before it was sent.`, {
        cause: signal.reason,
      });

    const id = noId ? null : this.#nextId();
    const progress = onProgress === undefined ? {} : { progress: true };
    const frame = encodeFrame(
      { command, params, ...(id === null ? {} : { id }), timeout, ...progress },
      this.#arrays,
    );
    const connection = this.#connectionFor(command, frame);
    const entry = this.#pending.open({
      command,
      id,
      patience: timeout + CLIENT_GRACE,
      onProgress: onProgress && ((data) => callSafely(onProgress, data)),
      onOk,
      onTimeout: () => this.#askToCancel(entry),
    });
    try {
      connection.send(frame);
      entry.handedOver = true;
    } catch (cause) {
      this.#pending.reject(
        entry,
        new CommandError('worker_lost', `The socket refused the frame. ${command} was not sent.`, { cause }),
      );
    }
    if (signal !== undefined) this.#watch(signal, entry);
    return entry.result;
  }

  #nextId(): string {
    this.#lastId += 1;
    return `c-${this.#lastId}`;
  }

  #connectionFor(command: string, frame: string | Uint8Array): Connection {
    const attached = this.#attached;
    if (attached?.connection.open !== true)
      throw new CommandError(
        'worker_lost',
        `There is no connection to the worker at present. ${command} was not sent; send it again once connected.`,
      );
    const { connection, limits } = attached;
    if (frame.length > limits.frame_bytes)
      throw new CommandError(
        'too_large',
        `${command} takes ${frame.length} bytes, but the worker accepts ${limits.frame_bytes}. It was not sent.`,
      );
    if (connection.unsentBytes > 2 * limits.frame_bytes)
      throw new CommandError(
        'busy',
        `${connection.unsentBytes} bytes already wait to be sent. ${command} was not sent; send less, or later.`,
      );
    return connection;
  }

  #watch(signal: AbortSignal, entry: PendingCommand): void {
    const { command, id } = entry;
    const giveUp = (why: string): void =>
      this.#pending.reject(
        entry,
        new CommandError(
          'cancelled',
          `${command} was cancelled, but ${why}: whether it was carried out can't be told.`,
          { effect: 'unknown', cause: signal.reason },
        ),
      );
    const onAbort = (): void => {
      if (id === null) {
        giveUp('has no id by which the worker could be told');
        return;
      }
      this.#askToCancel(entry);
      const timer = this.#clock.setTimer(
        () => giveUp(`the worker did not answer within ${CANCEL_PATIENCE} s`),
        CANCEL_PATIENCE * 1000,
      );
      void entry.result.then(
        () => timer.cancel(),
        () => timer.cancel(),
      );
    };
    const unwatch = (): void => signal.removeEventListener('abort', onAbort);
    void entry.result.then(unwatch, unwatch);
    signal.addEventListener('abort', onAbort, { once: true });
  }

  #askToCancel({ id }: PendingCommand): void {
    if (id !== null) this.#sendUnread('cancel', { id });
  }

  /** Sends a command whose answer nobody waits for. */
  #sendUnread(command: string, params: object): void {
    const connection = this.#attached?.connection;
    if (connection?.open !== true) return;
    const id = this.#nextId();
    this.#pending.expectUnread(id);
    connection.send(encodeFrame({ command, params, id }, 'json'));
  }
}
