/*
 * A simulated board in a process of its own that notes when each trace left it: `{"port": ...}` on its first line, then,
 * for each line on its standard input, a line with the readouts since the last.
 */
import { createInterface } from 'node:readline';
import { type RegisterBus, SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';

/** Clock cycle of the trigger, two words; read just before the samples. */
const TRIGGER_TIMESTAMP = 0x4010_0164;
const CYCLES_PER_MS = 125e3;

/** A trace that was read. */
export interface Readout {
  /** Clock cycle of its trigger, by which it is found again. */
  readonly cycle: number;
  /** When its reading began: ms since 1970. */
  readonly read: number;
  /** How long before that its trigger came, in the board's time [ms]. */
  readonly sinceTrigger: number;
}

const fpga = new SimulatedFpga({ seed: 1 });
let readouts: Readout[] = [];
const bus: RegisterBus = {
  read: (address, count) => {
    const words = fpga.read(address, count);
    if (address === TRIGGER_TIMESTAMP) {
      const cycle = (words[1] ?? 0) * 2 ** 32 + (words[0] ?? 0);
      const sinceTrigger = (fpga.status.cycle - cycle) / CYCLES_PER_MS;
      readouts.push({ cycle, read: performance.timeOrigin + performance.now(), sinceTrigger });
    }
    return words;
  },
  write: (address, words) => fpga.write(address, words),
};
const board = await SimulatedBoard.start({ fpga: bus });
process.stdout.write(`${JSON.stringify({ port: board.port })}\n`);
const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  process.stdout.write(`${JSON.stringify(readouts)}\n`);
  readouts = [];
});
lines.on('close', () => board.close());
