import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommandName,
  type CommandParams,
  type CommandResult,
  commands,
  systemClock,
} from '@pyrpl-mux/client';
// biome-ignore lint/style/noRestrictedImports: for tests, in which board and backend share a process but talk over TCP.
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { createLog } from '../../../observe/log.ts';
import type { BackendState, CommandContext } from '../../backend.ts';
import type { InputRanges } from '../../handlers/input-range.ts';
import { fixedAddress } from '../board-address.ts';
import { BoardBackend } from '../board-backend.ts';

const LV: InputRanges = { in1: 'LV', in2: 'LV' };

/** A command's context that notes what it is told. */
export class Bystander implements CommandContext {
  readonly number: number;
  readonly controller = new AbortController();
  readonly progressed: unknown[] = [];
  hindersUrgent = false;
  readonly #waits = Promise.withResolvers<() => string>();

  constructor(number: number) {
    this.number = number;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Resolves when the command waits, with what tells its state. */
  get waits(): Promise<() => string> {
    return this.#waits.promise;
  }

  waiting(describe: () => string): void {
    this.#waits.resolve(describe);
  }

  working(): void {}

  progress(report: { readonly done: number; readonly total: number }): void {
    this.progressed.push(report);
  }
}

/** A simulated board on a socket, and one backend after the other in front of it. */
export class Bench {
  readonly folder: string;
  fpga: SimulatedFpga;
  board: SimulatedBoard;
  backend: BoardBackend;
  #numbers = 0;

  private constructor(folder: string, fpga: SimulatedFpga, board: SimulatedBoard, backend: BoardBackend) {
    this.folder = folder;
    this.fpga = fpga;
    this.board = board;
    this.backend = backend;
  }

  static async start(inputRange = LV, fpga = new SimulatedFpga({ noise: 0 })): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-board-'));
    const board = await SimulatedBoard.start({ fpga });
    const bench = new Bench(folder, fpga, board, createBackend(folder, board.port, inputRange));
    await bench.ready();
    return bench;
  }

  /** Starts a backend; resolves when it has its board. */
  async ready(): Promise<void> {
    this.backend.start();
    await this.state('ready');
  }

  async state(wanted: BackendState['state']): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.backend.state.state === wanted) resolve();
    };
    const unsubscribe = this.backend.onState(look);
    look();
    await promise;
    unsubscribe();
  }

  /** Stops the backend and starts another, as a restart of the worker does. */
  async restart(inputRange = LV): Promise<void> {
    await this.backend.stop();
    this.backend = createBackend(this.folder, this.board.port, inputRange);
    await this.ready();
  }

  /** Switches the board off and on: every register is as after loading the image. */
  async powerCycle(): Promise<void> {
    const { port } = this.board;
    await this.board[Symbol.asyncDispose]();
    await this.state('board_lost');
    this.fpga = new SimulatedFpga({ noise: 0 });
    this.board = await SimulatedBoard.start({ fpga: this.fpga, port });
    await this.state('ready');
  }

  /** Validates and executes a command. */
  async run<Name extends CommandName>(
    name: Name,
    params: CommandParams<Name>,
    context = new Bystander(this.#nextNumber()),
  ): Promise<CommandResult<Name>> {
    const result = await this.backend.execute(name, commands[name].params.parse(params), context);
    // The result's schema is of the very command that was executed.
    return commands[name].result.parse(result) as CommandResult<Name>;
  }

  #nextNumber(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.backend.stop();
    await this.board[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }
}

function createBackend(folder: string, port: number, inputRange: InputRanges): BoardBackend {
  return new BoardBackend({
    address: fixedAddress('127.0.0.1', port),
    inputRange,
    stateFile: join(folder, 'board.state'),
    states: { folder: join(folder, 'states'), board: 'bench' },
    clock: systemClock,
    log: createLog('silent'),
  });
}
