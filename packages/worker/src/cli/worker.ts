import { Command } from 'commander';
import { z } from 'zod';
import { runWorkerProcess } from '../process/run-worker-process.ts';
import { lingerOption, readWorkerOptions, workerOptions } from './worker-flags.ts';

const flags = z.object({ supervised: z.boolean().default(false) });

/** `pyrpl-mux worker`: what `serve` and programs start. */
export function workerCommand(): Command {
  const command = lingerOption(workerOptions(new Command('worker'))).option(
    '--supervised',
    'stop when the starter is gone',
  );
  return command.action(async () => {
    process.exitCode = await runWorkerProcess(readWorkerOptions(command), flags.parse(command.opts()));
  });
}
