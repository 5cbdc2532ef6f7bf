import { setTimeout as delay } from 'node:timers/promises';
import { type Client, CommandError } from '@pyrpl-mux/client';
import { Command } from 'commander';
import { z } from 'zod';
import { CliError, CliExit } from './cli-error.ts';
import { formatStatus, parseStatus } from './status-view.ts';
import { LiveView } from './terminal.ts';
import { addressOptions, connectAs, findNamedWorker } from './worker-address.ts';

/** Time between two pictures [ms]. */
const REFRESH = 500;

const flags = z.object({ json: z.boolean().default(false), once: z.boolean().default(false) });

/** `pyrpl-mux status`. */
export function statusCommand(): Command {
  const command = new Command('status')
    .option('--json', 'print the data of the command "status" once, as JSON')
    .option('--once', 'print the table once');
  return addressOptions(command).action(async () => {
    const { json, once } = flags.parse(command.opts());
    const address = await findNamedWorker(command);
    const client = await connectAs('status', address);
    const view = new LiveView();
    try {
      do {
        const data = await readStatus(client);
        if (json) process.stdout.write(`${JSON.stringify(data)}\n`);
        else view.show(formatStatus(parseStatus(data), address.url));
      } while (!json && !once && LiveView.possible && (await delay(REFRESH, true)));
    } finally {
      client.close();
    }
  });
}

async function readStatus(client: Client): Promise<unknown> {
  try {
    return await client.command('status');
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const code = error.code === 'worker_lost' ? CliExit.noWorker : CliExit.error;
    throw new CliError(code, error.message, { cause: error });
  }
}
