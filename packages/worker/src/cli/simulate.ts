import { mkdirSync, rmSync } from 'node:fs';
import { isProcessAlive, REGISTER_SERVER_PORT, runtimeFolder } from '@pyrpl-mux/client/node';
import { SimulatedBoard, type SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { Command } from 'commander';
import { z } from 'zod';
import {
  readSimulatedBoardFile,
  simulatedBoardFilePath,
  writeSimulatedBoardFile,
} from '../backend/board/simulated-board-file.ts';
import { onEndRequest } from '../process/signals.ts';
import { ActivityWatch } from './activity-watch.ts';
import { CliError, CliExit, sentenceOf } from './cli-error.ts';
import { finiteNumber, port } from './flags.ts';
import { buildSimulation } from './simulation.ts';
import { SIMULATION_DEFAULTS, simulationFlags, simulationOptions } from './simulation-flags.ts';

const flags = simulationFlags.extend({
  boardPort: z.number(),
  name: z.string(),
  linger: z.number().optional(),
  json: z.boolean().default(false),
});

type Flags = z.output<typeof flags>;

/** `pyrpl-mux simulate`. */
export function simulateCommand(): Command {
  const command = simulationOptions(new Command('simulate'))
    .option(
      '--board-port <port>',
      'port of its register server, 0 for any free one',
      port(0),
      REGISTER_SERVER_PORT,
    )
    .option('--name <name>', 'its name, for "serve --simulate <name>"', 'default')
    .option('--linger <seconds>', 'end after that long without a client', finiteNumber(1, 86_400))
    .option('--json', 'print one line of JSON when ready');
  return command.action(async () => await simulate(flags.parse(command.opts())));
}

async function simulate({ boardPort, name, linger, json, fault, ...options }: Flags): Promise<void> {
  const made = { ...SIMULATION_DEFAULTS, ...options };
  const folder = runtimeFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseTwin(name, folder);
  const { fpga, faults } = buildSimulation(made, fault);
  const bus = new ActivityWatch(fpga);
  const board = await listen({ fpga: bus, port: boardPort, faults, cycle: () => bus.registers.status.cycle });
  await writeSimulatedBoardFile(name, folder, {
    ...made,
    port: board.port,
    pid: process.pid,
    linger: linger ?? null,
  });
  announce(board, name, json);
  await untilEnd(bus, linger);
  rmSync(simulatedBoardFilePath(name, folder), { force: true });
  board.close();
}

function refuseTwin(name: string, folder: string): void {
  const running = readSimulatedBoardFile(name, folder);
  if (running === null || !isProcessAlive(running.pid)) return;
  throw new CliError(
    CliExit.error,
    `A simulated board "${name}" runs already (process ${running.pid}, port ${running.port}). Nothing was started: ` +
      'use that one, or choose another --name.',
  );
}

async function listen(options: Parameters<typeof SimulatedBoard.start>[0]): Promise<SimulatedBoard> {
  try {
    return await SimulatedBoard.start(options);
  } catch (error) {
    throw new CliError(
      CliExit.error,
      `The register server can't listen on port ${options.port}: ${sentenceOf(error)}. Choose another --board-port, or 0.`,
      { cause: error },
    );
  }
}

function announce({ host, port: boardPort }: SimulatedBoard, name: string, json: boolean): void {
  if (json) {
    const ready = { event: 'ready', host, port: boardPort, name, pid: process.pid };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  process.stdout.write(
    `The simulated Red Pitaya "${name}" has its register server at ${host}:${boardPort}.\n` +
      `Run its worker with: npx pyrpl-mux serve --simulate ${name}\n`,
  );
}

async function untilEnd(bus: ActivityWatch<SimulatedFpga>, linger: number | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ignore = onEndRequest(() => resolve());
  const stopWatching = linger === undefined ? () => undefined : bus.onIdle(linger * 1000, resolve);
  await promise;
  stopWatching();
  ignore();
}
