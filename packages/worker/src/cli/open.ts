import type { WorkerAddress } from '@pyrpl-mux/client/node';
import { Command } from 'commander';
import { z } from 'zod';
import { openInBrowser } from './browser.ts';
import { addressOptions, findNamedWorker } from './worker-address.ts';
import { pageAddress, requirePage, ticketAddress, viewAddress } from './worker-page.ts';

const flags = z.object({ view: z.boolean().default(false), print: z.boolean().default(false) });

/** `pyrpl-mux open`. */
export function openCommand(): Command {
  const command = new Command('open')
    .option('--view', 'only look: that page can change nothing')
    .option('--print', 'print the address of the page instead, for any browser; who has it has the access');
  return addressOptions(command).action(async () => {
    const { view, print } = flags.parse(command.opts());
    const worker = await findNamedWorker(command);
    await requirePage(worker);
    if (!print && (await openInBrowser(await ticketAddress(worker, view)))) return;
    if (!print) process.stderr.write('No browser could be opened here. Open this address in one:\n');
    process.stdout.write(`${await lastingAddress(worker, view)}\n`);
  });
}

async function lastingAddress(worker: WorkerAddress, view: boolean): Promise<string> {
  return view ? await viewAddress(worker) : pageAddress(worker);
}
