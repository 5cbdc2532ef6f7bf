import { RedPitaya } from '../../board.ts';
import { RegisterLink } from '../../link/register-link.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, in which board and driver share a process and its time, but talk over TCP.
import { BoardClock } from '../../simulated/fpga/clock.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, in which board and driver share a process and its time, but talk over TCP.
import { SimulatedBoard, SimulatedFpga } from '../../simulated/index.ts';
import { BenchClock } from './bench-clock.ts';

interface Bench {
  readonly board: RedPitaya;
  readonly link: RegisterLink;
  readonly clock: BenchClock;
}

/**
 * Runs a test on a board with out1 wired to in1 and out2 to in2, without noise.
 *
 * @param fullRate cycles per observation that the board works out one by one
 */
export async function onBench(use: (bench: Bench) => Promise<void>, fullRate = 0): Promise<void> {
  const clock = new BenchClock();
  const fpga = new SimulatedFpga({ noise: 0, fullRate, clock: new BoardClock(() => clock.now() * 1e6) });
  await using server = await SimulatedBoard.start({ fpga });
  await using link = await RegisterLink.connect(server);
  await use({ board: await RedPitaya.attach(link, { clock }), link, clock });
}
