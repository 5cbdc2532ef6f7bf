import { Command } from 'commander';
import { z } from 'zod';
import { runWorkerProcess } from '../process/run-worker-process.ts';
import { announceJson, announceOnce } from './serve-announcement.ts';
import { lingerOption, readWorkerOptions, workerOptions } from './worker-flags.ts';

const flags = z.object({
  supervised: z.boolean().default(false),
  logSentences: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `pyrpl-mux worker`: what `serve` and programs start. */
export function workerCommand(): Command {
  const command = lingerOption(workerOptions(new Command('worker')))
    .option('--supervised', 'stop when the starter is gone')
    .option('--log-sentences', 'log sentences for a person instead of JSON')
    .option('--json', 'print one line of JSON when ready');
  return command.action(async () => {
    const { supervised, logSentences: sentences, json } = flags.parse(command.opts());
    process.exitCode = await runWorkerProcess(readWorkerOptions(command), {
      supervised,
      sentences,
      onReport: json ? announceOnce(announceJson) : undefined,
    });
  });
}
