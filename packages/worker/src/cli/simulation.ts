import {
  type Fault,
  type FpgaOptions,
  FpgaSlot,
  type LoadedImage,
  parseFault,
  SimulatedFpga,
} from '@pyrpl-mux/redpitaya/simulated';
import { CliError, CliExit, sentenceOf } from './cli-error.ts';

/**
 * The FPGA of a simulated board and the faults of its network, from what the command line says of them.
 *
 * @throws CliError `usage` with a sentence where the wiring or a fault is not understood
 */
export function buildSimulation(
  options: FpgaOptions,
  faults: readonly string[],
  image: LoadedImage = 'pyrpl',
): { readonly slot: FpgaSlot<SimulatedFpga>; readonly faults: readonly Fault[] } {
  try {
    return {
      slot: new FpgaSlot(() => new SimulatedFpga(options), image),
      faults: faults.map(parseFault),
    };
  } catch (error) {
    throw new CliError(CliExit.usage, `${sentenceOf(error)} Nothing was started.`, { cause: error });
  }
}
