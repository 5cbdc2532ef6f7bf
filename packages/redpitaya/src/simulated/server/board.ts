import { connect, type Socket } from 'node:net';
import { type Fault, Faults } from './faults.ts';
import { type Exit, MonitorServer } from './monitor-server.ts';
import type { RegisterBus } from './register-bus.ts';
import { WriteLog } from './write-log.ts';

/** What a simulated board is made of and where it listens. */
export interface SimulatedBoardOptions {
  /** The registers and what is behind them. */
  readonly fpga: RegisterBus;
  /** Address to listen at, default 127.0.0.1. */
  readonly host?: string | undefined;
  /** TCP port of the register server, default 0: any free one, which then stays the same. */
  readonly port?: number | undefined;
  /**
   * `auto` (default): a register server that ended is started again at once, as an init script would. `manual`: only
   * {@link SimulatedBoard.startServer} starts it, as on a real board somebody has to over SSH.
   */
  readonly restart?: 'auto' | 'manual' | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** The board's clock cycle, for the write log. */
  readonly cycle?: (() => number) | undefined;
}

/** A Red Pitaya to connect to: an FPGA and the register server in front of it. */
export class SimulatedBoard {
  readonly #options: SimulatedBoardOptions;
  readonly #faults: Faults;
  /** What clients really wrote. */
  readonly writes = new WriteLog();
  /** Address it listens at. */
  readonly host: string;
  #port: number;
  #server: MonitorServer | null = null;
  #starting: Promise<void> | null = null;
  #lastExit: Exit | null = null;
  #other: Socket | null = null;
  #releaseTimer: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(options: SimulatedBoardOptions) {
    this.#options = options;
    this.#faults = new Faults(options.faults);
    this.host = options.host ?? '127.0.0.1';
    this.#port = options.port ?? 0;
  }

  /** Resolves when its register server listens; rejects if it cannot. */
  static async start(options: SimulatedBoardOptions): Promise<SimulatedBoard> {
    const board = new SimulatedBoard(options);
    await board.startServer();
    return board;
  }

  /** TCP port of the register server. */
  get port(): number {
    return this.#port;
  }

  /** Why the last register server ended; null if none has. */
  get lastExit(): Exit | null {
    return this.#lastExit;
  }

  /** Whether a register server is there, serving or not. */
  get listening(): boolean {
    return this.#server !== null;
  }

  /** Whether the other PyRPL of a takeover is being served. */
  get takenOver(): boolean {
    return this.#other !== null && this.#server?.serving === true;
  }

  /** The faults armed and struck. */
  get faults(): Faults {
    return this.#faults;
  }

  /** Arms a fault from now on. */
  inject(fault: Fault): void {
    this.#faults.inject(fault);
  }

  /** Starts the register server unless it is there already. */
  async startServer(): Promise<void> {
    if (this.#server !== null) return;
    this.#starting ??= this.#listen().finally(() => {
      this.#starting = null;
    });
    await this.#starting;
  }

  /** Another PyRPL takes the board: it ends the register server, starts it again and is served by it. */
  async takeOver(): Promise<void> {
    this.#server?.close();
    this.#server = null;
    await this.startServer();
    const other = connect({ host: this.host, port: this.#port });
    other.on('error', () => undefined);
    other.once('close', () => {
      if (this.#other === other) this.#other = null;
    });
    this.#other = other;
    const { promise, resolve } = Promise.withResolvers<void>();
    other.once('connect', resolve);
    other.once('close', resolve);
    await promise;
  }

  /** The other PyRPL leaves the board; its register server ends with it. */
  release(): void {
    if (this.#releaseTimer !== null) clearTimeout(this.#releaseTimer);
    this.#releaseTimer = null;
    this.#other?.destroy();
  }

  /** Ends the register server for good. */
  close(): void {
    this.#closed = true;
    this.release();
    this.#server?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#starting;
    this.close();
  }

  async #listen(): Promise<void> {
    const { fpga, cycle } = this.#options;
    const { host, writes } = this;
    const server = await MonitorServer.listen(fpga, {
      host,
      port: this.#port,
      faults: this.#faults,
      writes,
      cycle,
    });
    this.#server = server;
    this.#port = server.port;
    void server.exited.then((exit) => this.#afterExit(server, exit));
  }

  async #afterExit(server: MonitorServer, exit: Exit): Promise<void> {
    if (this.#server === server) this.#server = null;
    this.#lastExit = exit;
    if (this.#closed) return;
    if (exit.takeover !== null) {
      await this.takeOver();
      const { holdMs } = exit.takeover;
      if (holdMs !== null) this.#releaseTimer = setTimeout(() => this.release(), holdMs);
    } else if (this.#options.restart !== 'manual') {
      await this.startServer();
    }
  }
}
