import type { Faults } from '../server/faults.ts';
import type { TcpSocket } from '../server/monitor-server.ts';
import type { RegisterBus } from '../server/register-bus.ts';
import type { WriteLog } from '../server/write-log.ts';
import { type FileNode, FileSystem } from './file-system.ts';
import type { FpgaSlot } from './fpga-slot.ts';
import { parseElf } from './images.ts';
import { OS_FACTS, type OsFacts, type OsGeneration } from './os-generation.ts';
import { ProcessTable } from './process-table.ts';
import type { Program } from './programs/program.ts';
import { runRegisterServer } from './programs/register-server.ts';

/** What a simulated board's Linux is made of. */
export interface MachineOptions {
  readonly os: OsGeneration;
  /** The FPGA, with what it carries. */
  readonly fpga: FpgaSlot;
  /** The registers as its register servers reach them, where somebody stands in between; by default the FPGA's own. */
  readonly registers?: RegisterBus | undefined;
  /** Address that its register servers listen at. */
  readonly host: string;
  /** Faults of the network to the register servers. */
  readonly faults?: Faults | undefined;
  readonly writes?: WriteLog | undefined;
  /** The board's clock cycle, for the write log. */
  readonly cycle?: (() => number) | undefined;
  /** The web application that somebody has opened in a browser, such as `scopegenpro`; by default none. */
  readonly webApplication?: string | undefined;
  /** Time of day [ms since 1970]; by default that of this computer. */
  readonly timeOfDay?: (() => number) | undefined;
}

/** A file that can be run, or why not. */
export type Executable = { readonly program: Program } | { readonly refusal: string };

const KERNEL_LOG_LINES = 200;

/** A running Linux: its files, its processes and the FPGA beside them. */
export class Machine {
  readonly os: OsFacts;
  readonly generation: OsGeneration;
  readonly options: MachineOptions;
  readonly files: FileSystem;
  readonly processes: ProcessTable;
  /** Name of the board, as `hostname` and the prompt give it. */
  readonly hostname = 'rp-f05eed';
  /** Variables that a login begins with. */
  readonly environment: ReadonlyMap<string, string> = new Map([
    ['HOME', '/root'],
    ['USER', 'root'],
    ['TERM', 'vt100'],
    ['PATH', '/opt/redpitaya/sbin:/opt/redpitaya/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ]);
  /** The web application that is open; the web server takes it along when it ends. */
  webApplication: string | null;
  readonly #kernelLog: string[] = [];
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #booted: number;

  /** @param programs what each program of the system does, by its name */
  constructor(options: MachineOptions, programs: ReadonlyMap<string, Program>) {
    this.options = options;
    this.generation = options.os;
    this.os = OS_FACTS[options.os];
    this.#programs = programs;
    this.files = new FileSystem(() => this.time());
    this.processes = new ProcessTable(() => this.time());
    this.#booted = this.time();
    this.webApplication = options.webApplication ?? null;
  }

  /** The FPGA that images are loaded into. */
  get fpga(): FpgaSlot {
    return this.options.fpga;
  }

  /** Time of day [s since 1970]. */
  time(): number {
    return (this.options.timeOfDay ?? Date.now)() / 1000;
  }

  /** Time since the board was started [s]. */
  uptime(): number {
    return this.time() - this.#booted;
  }

  /** What the kernel reported since the start, the latest lines. */
  get kernelLog(): readonly string[] {
    return this.#kernelLog;
  }

  /** The kernel reports something. */
  log(text: string): void {
    this.#kernelLog.push(`[${this.uptime().toFixed(6).padStart(12)}] ${text}\n`);
    if (this.#kernelLog.length > KERNEL_LOG_LINES) this.#kernelLog.shift();
  }

  /** All TCP sockets, and the processes they belong to. */
  sockets(): readonly (TcpSocket & { readonly pid: number; readonly name: string })[] {
    return this.processes.all.flatMap(({ pid, name, sockets }) =>
      sockets().map((socket) => ({ ...socket, pid, name })),
    );
  }

  /** What running the file at this absolute path comes to. */
  executable(path: string): Executable {
    const node: FileNode | null = this.files.find(path);
    if (node === null) return { refusal: 'No such file or directory' };
    if (node.kind === 'directory') return { refusal: 'Is a directory' };
    if (node.kind === 'program') {
      const program = this.#programs.get(node.name);
      return program === undefined
        ? { refusal: 'cannot execute binary file: Exec format error' }
        : { program };
    }
    if (node.kind === 'device' || (node.mode & 0o111) === 0) return { refusal: 'Permission denied' };
    const elf = parseElf(node.data);
    if (elf === null) return { refusal: 'cannot execute binary file: Exec format error' };
    // The kernel names the program, not the interpreter it has not got.
    if (!this.os.interpreters.includes(elf.interpreter)) return { refusal: 'No such file or directory' };
    return elf.isRegisterServer ? { program: runRegisterServer } : { program: () => 0 };
  }
}
