import { mkdirSync, rmSync } from 'node:fs';
import { isProcessAlive, REGISTER_SERVER_PORT, runtimeFolder } from '@pyrpl-mux/client/node';
import { Faults, type RegisterBus, SimulatedBoard } from '@pyrpl-mux/redpitaya/simulated';
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
import { PROGRAM } from './program-name.ts';
import { checkLinuxFlags, linuxFlags, linuxOptions, startLinux } from './simulate-linux.ts';
import { buildSimulation } from './simulation.ts';
import {
  fullRateFlag,
  fullRateOption,
  SIMULATION_DEFAULTS,
  simulationFlags,
  simulationOptions,
} from './simulation-flags.ts';

const flags = simulationFlags.extend({
  ...linuxFlags.shape,
  ...fullRateFlag.shape,
  boardPort: z.number(),
  name: z.string(),
  linger: z.number().optional(),
  json: z.boolean().default(false),
});

type Flags = z.output<typeof flags>;

/** `pyrpl-mux simulate`. */
export function simulateCommand(): Command {
  const command = linuxOptions(fullRateOption(simulationOptions(new Command('simulate'))))
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

/** What is running, and where it is reached. */
interface Running {
  readonly host: string;
  /** Port of the register server; with SSH, the one that is free for it. */
  readonly port: number;
  /** Null without SSH. */
  readonly sshPort: number | null;
  /** Whether somebody is logged in, who may not use the registers. */
  isLoggedIn(): boolean;
  close(): void | Promise<void>;
}

async function simulate(given: Flags): Promise<void> {
  const {
    name,
    linger,
    json,
    fault,
    boardPort: port,
    sshPort,
    os,
    image,
    user,
    password,
    ...options
  } = given;
  const login = { sshPort, os, image, user, password };
  checkLinuxFlags(login, port);
  const made = { ...SIMULATION_DEFAULTS, ...options };
  const folder = runtimeFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseTwin(name, folder);
  const { slot, faults } = buildSimulation(made, fault, image);
  const registers = new ActivityWatch(slot);
  const cycle = (): number => slot.fpga?.status.cycle ?? 0;
  const running: Running =
    sshPort === undefined
      ? await listen({ fpga: registers, port, faults, cycle })
      : await startLinux(login, port, { fpga: slot, registers, faults: new Faults(faults), cycle });
  await writeSimulatedBoardFile(name, folder, {
    ...made,
    port: running.port,
    sshPort: running.sshPort,
    pid: process.pid,
    linger: linger ?? null,
  });
  announce(running, name, { json, user, password });
  await untilEnd(registers, running, linger);
  rmSync(simulatedBoardFilePath(name, folder), { force: true });
  await running.close();
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

async function listen(options: Parameters<typeof SimulatedBoard.start>[0]): Promise<Running> {
  try {
    const board = await SimulatedBoard.start(options);
    return {
      host: board.host,
      port: board.port,
      sshPort: null,
      isLoggedIn: () => false,
      close: () => board.close(),
    };
  } catch (error) {
    throw new CliError(
      CliExit.error,
      `The register server can't listen on port ${options.port}: ${sentenceOf(error)}. Nothing was started: choose another --board-port, or 0.`,
      { cause: error },
    );
  }
}

function announce(
  { host, port: boardPort, sshPort }: Running,
  name: string,
  { json, user = 'root', password = 'root' }: Pick<Flags, 'json' | 'user' | 'password'>,
): void {
  if (json) {
    const login = sshPort === null ? {} : { ssh_port: sshPort };
    const ready = { event: 'ready', host, port: boardPort, ...login, name, pid: process.pid };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  process.stdout.write(
    sshPort === null
      ? `The simulated Red Pitaya "${name}" has its register server at ${host}:${boardPort}.\n` +
          `Run its worker with: ${PROGRAM} serve --simulate ${name}\n`
      : `The simulated Red Pitaya "${name}" has its SSH at ${host}:${sshPort}; who logs in starts its register server, ` +
          `for which port ${boardPort} is free.\n` +
          `Run its worker with: ${PROGRAM} serve --host ${host} --ssh-port ${sshPort} --board-port ${boardPort} ` +
          `--user ${user} --password ${password === 'root' ? password : '...'}\n`,
  );
}

async function untilEnd(
  bus: ActivityWatch<RegisterBus>,
  running: Running,
  linger: number | undefined,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ignore = onEndRequest(() => resolve());
  const stopWatching =
    linger === undefined ? () => undefined : bus.onIdle(linger * 1000, () => running.isLoggedIn(), resolve);
  await promise;
  stopWatching();
  ignore();
}
