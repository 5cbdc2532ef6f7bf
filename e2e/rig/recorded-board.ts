import { type RegisterBus, SimulatedBoard, type SimulatedBoardOptions } from '@pyrpl-mux/redpitaya/simulated';
import { SimulatedFpga } from '../../packages/redpitaya/src/simulated/fpga/fpga.ts';

/** A write as it reached the registers. */
export interface RecordedWrite {
  readonly address: number;
  readonly words: Uint32Array;
}

/** A simulated board in this process whose registers were listened to. */
export interface RecordedBoard extends AsyncDisposable {
  readonly board: SimulatedBoard;
  /** The registers themselves, past the register server. */
  readonly fpga: RegisterBus;
  /** Every write since the start, oldest first. */
  readonly writes: readonly RecordedWrite[];
}

/** Starts a simulated board on a free port and records every write that its register server performs. */
export async function startRecordedBoard(
  options: Partial<SimulatedBoardOptions> = {},
  fpga: RegisterBus = new SimulatedFpga({ seed: 1 }),
): Promise<RecordedBoard> {
  const writes: RecordedWrite[] = [];
  const recorder: RegisterBus = {
    read: (address, count) => fpga.read(address, count),
    write: (address, words) => {
      writes.push({ address, words: words.slice() });
      fpga.write(address, words);
    },
  };
  const board = await SimulatedBoard.start({ ...options, fpga: recorder });
  return { board, fpga, writes, [Symbol.asyncDispose]: () => board[Symbol.asyncDispose]() };
}
