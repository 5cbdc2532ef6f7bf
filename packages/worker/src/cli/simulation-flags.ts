import type { Command } from 'commander';
import { z } from 'zod';
import { collect, finiteNumber, wholeNumber } from './flags.ts';

/** What a simulated board is made with unless told otherwise; the noise is one count of the converter, rms [V]. */
export const SIMULATION_DEFAULTS = { wiring: 'out1->in1, out2->in2', seed: 1, noise: 1 / 8192 } as const;

/** What {@link simulationOptions} leaves in `command.opts()`. */
export const simulationFlags = z.object({
  wiring: z.string().exactOptional(),
  seed: z.number().exactOptional(),
  noise: z.number().exactOptional(),
  fault: z.array(z.string()),
});

/** Adds the options of a simulated board to a subcommand. */
export function simulationOptions(command: Command): Command {
  const { wiring, seed, noise } = SIMULATION_DEFAULTS;
  return command
    .option(
      '--wiring <wiring>',
      `how the outputs of a simulated board reach its inputs (default: "${wiring}")`,
    )
    .option('--seed <number>', `seed of its noise (default: ${seed})`, wholeNumber(0, 0xffff_ffff))
    .option('--noise <volts>', `its input noise, rms (default: ${noise.toPrecision(3)})`, finiteNumber(0, 1))
    .option(
      '--fault <fault>',
      'a fault of its network, such as delay(rtt=10ms); can be repeated',
      collect,
      [],
    );
}

/** What {@link fullRateOption} leaves in `command.opts()`. */
export const fullRateFlag = z.object({ fullRate: z.number().exactOptional() });

/** Adds the option of how much of the time a simulated board steps its filters and loops cycle by cycle. */
export function fullRateOption(command: Command): Command {
  return command.option(
    '--full-rate <cycles>',
    'step its filters, loops and demodulators one by one in all clock cycles that matter to an accumulation or a ' +
      'trace, at most so many per access, with board time held back if it takes more; a million takes 30 ms and ' +
      'more. 0: in steps of 2^k cycles, with fast replies (default: 0)',
    wholeNumber(0, 1e9),
  );
}
