import { createServer } from 'node:net';
import {
  Faults,
  FpgaSlot,
  type RegisterBus,
  SimulatedBoard,
  type SimulatedBoardOptions,
  SimulatedFpga,
  SimulatedLinux,
} from '@pyrpl-mux/redpitaya/simulated';

/** A write as it reached the registers. */
export interface RecordedWrite {
  readonly address: number;
  readonly words: Uint32Array;
}

/** Registers that were listened to. */
export interface RecordedRegisters {
  /** The registers themselves, past the register server. */
  readonly fpga: RegisterBus;
  /** Every write since the start, oldest first. */
  readonly writes: readonly RecordedWrite[];
}

/** A simulated board in this process whose registers were listened to. */
export interface RecordedBoard extends RecordedRegisters, AsyncDisposable {
  readonly board: SimulatedBoard;
}

/** The same behind an SSH login; whoever logs in starts its register server. */
export interface RecordedLinux extends RecordedRegisters, AsyncDisposable {
  readonly linux: SimulatedLinux;
  /** A port that is free for the register server. */
  readonly freePort: number;
}

function record(fpga: RegisterBus): RecordedRegisters & { readonly recorder: RegisterBus } {
  const writes: RecordedWrite[] = [];
  const recorder: RegisterBus = {
    read: (address, count) => fpga.read(address, count),
    write: (address, words) => {
      writes.push({ address, words: words.slice() });
      fpga.write(address, words);
    },
  };
  return { fpga, writes, recorder };
}

/** Starts a simulated board on a free port and records every write that its register server performs. */
export async function startRecordedBoard(
  options: Partial<SimulatedBoardOptions> = {},
  fpga: RegisterBus = new SimulatedFpga({ seed: 1 }),
): Promise<RecordedBoard> {
  const { recorder, ...recorded } = record(fpga);
  const board = await SimulatedBoard.start({ ...options, fpga: recorder });
  return { ...recorded, board, [Symbol.asyncDispose]: () => board[Symbol.asyncDispose]() };
}

/** Starts a simulated board with SSH on a free port, login root and root, PyRPL's image loaded. */
export async function startRecordedLinux(): Promise<RecordedLinux> {
  const fpga = new FpgaSlot(() => new SimulatedFpga({ seed: 1 }));
  const { recorder, ...recorded } = record(fpga);
  const cycle = (): number => fpga.fpga?.status.cycle ?? 0;
  const linux = await SimulatedLinux.start({
    ...{ fpga, registers: recorder, faults: new Faults([]), cycle },
    ...{ os: 2, user: 'root', password: 'root' },
  });
  return { ...recorded, linux, freePort: await freePort(), [Symbol.asyncDispose]: () => linux.close() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('The system names no port.');
  return address.port;
}
