import { type Client, CommandError } from '@pyrpl-mux/client';
import {
  findWorker,
  findWorkers,
  SharedPyRPLManager,
  simulatedBoardKey,
  type WorkerAddress,
} from '@pyrpl-mux/client/node';
import { Command } from 'commander';
import { z } from 'zod';
import { OWN_SCRIPT } from '../../backend/board/simulated-process.ts';
import { CliError, CliExit } from '../cli-error.ts';
import { finiteNumber } from '../flags.ts';
import { LiveView } from '../terminal.ts';
import { addressOptions, connectAs, findNamedWorker } from '../worker-address.ts';
import { formatPicture, formatSummary } from './demo-view.ts';
import { playAll } from './players.ts';
import { type DemoReport, isFlawless } from './report.ts';
import { ROLES } from './roles.ts';

/** Name of the simulated board that the demo makes where no worker runs. */
const OWN_BOARD = 'demo';

/** Modules that the demo changes. */
const MODULES = ['asg0', 'pid0', 'iq0'] as const;

const flags = z.object({ seconds: z.number(), json: z.boolean().default(false) });

const modules = z.object({
  modules: z.record(z.string(), z.looseObject({ output_direct: z.string().optional() })),
});

/** `pyrpl-mux demo`. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .option('--seconds <seconds>', 'how long', finiteNumber(0.5, 86_400), 10)
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nChanges settings of scope, asg0, pid0 and iq0. On a real board nothing is connected to the outputs, and the demo\n' +
        'refuses if one of these modules is. Exit code: 0 if each command got its one answer, else 1.',
    );
  return addressOptions(command).action(async () => {
    const { seconds, json } = flags.parse(command.opts());
    const { address, release } = await reachWorker(command);
    try {
      const wired = await prepareBoard(address);
      process.exitCode = await perform(address, { seconds, wired }, json);
    } finally {
      await release();
    }
  });
}

async function perform(
  address: WorkerAddress,
  play: { readonly seconds: number; readonly wired: boolean },
  json: boolean,
): Promise<number> {
  const view = new LiveView();
  const reports = await playAll(address, play, (latest) => {
    if (!json && LiveView.possible) view.show(formatPicture(latest));
  });
  const ok = reports.length === ROLES.length && reports.every(isFlawless);
  if (json) process.stdout.write(`${JSON.stringify({ ok, clients: figuresOf(reports) })}\n`);
  else view.show([...formatPicture(reports), '', ...formatSummary(reports, ok)]);
  return ok ? CliExit.ok : CliExit.error;
}

/** The worker that the options name or the only one that runs; where none does, one on a simulated board. */
async function reachWorker(
  command: Command,
): Promise<{ readonly address: WorkerAddress; readonly release: () => Promise<void> }> {
  const named = ['url', 'token', 'board'].some((name) => command.getOptionValue(name) !== undefined);
  if (named || process.env['PYRPL_MUX_URL'] || (await findWorkers()).length > 0) {
    return { address: await findNamedWorker(command), release: async () => undefined };
  }
  const manager = new SharedPyRPLManager();
  try {
    await manager.startWorker({ simulate: OWN_BOARD, program: OWN_SCRIPT, client: 'pyrpl-mux demo' });
    const address = await findWorker({ board: simulatedBoardKey(OWN_BOARD) });
    return { address, release: () => manager.shutdown() };
  } catch (error) {
    await manager.shutdown();
    if (error instanceof CommandError) throw new CliError(CliExit.noWorker, error.message, { cause: error });
    throw error;
  }
}

/**
 * Makes sure that the demo disturbs nobody.
 *
 * @returns whether the outputs are wired to the inputs
 * @throws CliError where a module that the demo changes drives an output of a real board
 */
async function prepareBoard(address: WorkerAddress): Promise<boolean> {
  const client = await connectAs('demo', address);
  try {
    if (client.greeting.board.key.startsWith('sim:')) return true;
    const busy = await drivingModules(client);
    if (busy.length === 0) return false;
    throw new CliError(
      CliExit.error,
      `${busy.join(' and ')} is connected to an output of ${client.greeting.board.key}, and the demo would change it. ` +
        'Nothing was done. Disconnect it first, or run the demo on a simulated board.',
    );
  } finally {
    client.close();
  }
}

async function drivingModules(client: Client): Promise<readonly string[]> {
  const state = modules.parse(await client.command('state_get'));
  const settings = new Map(Object.entries(state.modules));
  return MODULES.filter((name) => (settings.get(name)?.output_direct ?? 'off') !== 'off');
}

/** The reports for programs: numbers only. */
function figuresOf(reports: readonly DemoReport[]): readonly object[] {
  return reports.map((report) => ({ ...report, drawing: undefined }));
}
