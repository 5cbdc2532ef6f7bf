import { type Clock, CommandError } from '@pyrpl-mux/client';
import {
  BoardConnection,
  type BoardConnectionEvent,
  RedPitaya,
  RegisterLink,
  RegisterLinkError,
} from '@pyrpl-mux/redpitaya';
import type { Log } from '../../observe/log.ts';
import type { Backend, BackendState, CommandContext, ModuleChanges } from '../backend.ts';
import { AttachedBoard, type BoardSurroundings } from '../handlers/attached-board.ts';
import { restateDriverError } from '../handlers/driver-errors.ts';
import { handle } from '../handlers/handlers.ts';
import { type InputRanges, InputScale } from '../handlers/input-range.ts';
import { Memory } from '../handlers/memory.ts';
import { StateFile } from '../handlers/state-file.ts';
import { TimeAxes } from '../handlers/time-axis.ts';

/** Where a board's register server is, and what to do about it when nothing answers there. */
export interface BoardAddress {
  /** Finds it; a rejection is a failed try to connect. Gives up when `signal` is aborted. */
  reach(signal: AbortSignal): Promise<{ readonly host: string; readonly port: number }>;
  /** Told that the board was met there. */
  answered(): void;
  /** Told that nothing listened there. */
  refused(): void;
  /** What a starter of this board may not contradict, as far as it is known. */
  configuration(): Readonly<Record<string, unknown>>;
  /** Called once when the board is let go of for good. */
  stop(): void;
}

/** What a {@link BoardBackend} needs. */
export interface BoardBackendOptions {
  readonly address: BoardAddress;
  readonly inputRange: InputRanges;
  /** Path of the file that keeps what no register tells. */
  readonly stateFile: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The address of a real board. */
export function fixedAddress(host: string, port: number): BoardAddress {
  return {
    reach: async () => ({ host, port }),
    answered: () => undefined,
    refused: () => undefined,
    configuration: () => ({}),
    stop: () => undefined,
  };
}

/** Reaches a board through our own driver, and reaches it again when it was lost. */
export class BoardBackend implements Backend {
  readonly kind = 'board';
  readonly #options: BoardBackendOptions;
  readonly #connection: BoardConnection;
  readonly #stateFile: StateFile;
  readonly #surroundings: BoardSurroundings;
  readonly #stateListeners = new Set<(state: BackendState) => void>();
  readonly #changeListeners = new Set<(changes: ModuleChanges, number: number) => void>();
  #state: BackendState = { state: 'starting', reason: 'The worker has not reached the board yet.' };
  #board: { readonly driver: RedPitaya; readonly attached: AttachedBoard } | null = null;
  #stride: number | null = null;
  readonly #unfollow: () => void;

  constructor(options: BoardBackendOptions) {
    const { clock, log } = options;
    this.#options = options;
    this.#stateFile = new StateFile(options.stateFile, clock, (error) =>
      log.warn({ err: error }, 'The state file of the board could not be written.'),
    );
    this.#surroundings = {
      scale: new InputScale(options.inputRange),
      axes: new TimeAxes(),
      memory: new Memory(this.#stateFile),
      onChange: (changes, number) => {
        for (const listener of this.#changeListeners) listener(changes, number);
      },
    };
    this.#connection = new BoardConnection({ clock, connect: async (signal) => await this.#connect(signal) });
    this.#unfollow = this.#connection.subscribe((event) => this.#follow(event));
  }

  get state(): BackendState {
    return this.#state;
  }

  onState(listener: (state: BackendState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onChange(listener: (changes: ModuleChanges, number: number) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  start(): void {
    this.#connection.start();
  }

  async execute(command: string, params: unknown, context: CommandContext): Promise<unknown> {
    const board = this.#board;
    if (board === null) {
      const reason = this.#state.state === 'ready' ? null : this.#state.reason;
      throw new CommandError('board_unavailable', `${reason ?? 'There is no board.'} Nothing was done.`);
    }
    try {
      const result = handle(board.attached, command, params, context);
      if (result !== undefined) return await result;
    } catch (error) {
      throw restateDriverError(error, params);
    }
    throw new CommandError('internal', `The command ${command} has no handler. Nothing was done.`);
  }

  status(): Readonly<Record<string, unknown>> {
    const { link, opened, ends } = this.#connection;
    this.#askStride();
    const { address, inputRange } = this.#options;
    return {
      configuration: { backend: this.kind, input_range: inputRange, ...address.configuration() },
      links_made: opened,
      link_ends: Object.fromEntries(ends),
      link: link === null ? null : link.status(),
      simulated_stride: this.#stride,
    };
  }

  /** Nobody waits for it: `status` answers at once, also from a board that hangs, with what was told last. */
  #askStride(): void {
    void this.#board?.driver.simulatedStride().then(
      (stride) => {
        this.#stride = stride;
      },
      () => {
        this.#stride = null;
      },
    );
  }

  async stop(): Promise<void> {
    this.#unfollow();
    this.#board = null;
    await this.#connection.close();
    await this.#stateFile.close();
    this.#options.address.stop();
  }

  /** Makes a link and attaches to the board behind it, which only reads. */
  async #connect(signal: AbortSignal): Promise<RegisterLink> {
    const { address, clock } = this.#options;
    const { host, port } = await address.reach(signal);
    const link = await RegisterLink.connect({ host, port, clock, signal }).catch((error: unknown) => {
      if (error instanceof RegisterLinkError && error.code === 'not_started') address.refused();
      throw error;
    });
    address.answered();
    try {
      const remembered = this.#surroundings.memory.recall();
      const driver = await RedPitaya.attach(link, { remembered, clock });
      this.#board = { driver, attached: await AttachedBoard.attach(driver, link, this.#surroundings) };
      this.#stride = await driver.simulatedStride();
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  #follow(event: BoardConnectionEvent): void {
    const { log } = this.#options;
    switch (event.type) {
      case 'connecting':
        break;
      case 'connected':
        log.info('The board is attached.');
        this.#setState({ state: 'ready' });
        break;
      case 'board_lost':
        this.#board = null;
        log.warn({ code: event.error.code }, event.error.message);
        this.#setState({ state: 'board_lost', reason: event.error.message });
        break;
      case 'waiting':
        log.warn({ retry_in_ms: event.delayMs }, event.error.message);
        this.#setState({ state: 'board_lost', reason: event.error.message });
        break;
    }
  }

  #setState(state: BackendState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}
