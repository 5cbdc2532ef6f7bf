import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  type OsGeneration,
  SimulatedLinux,
  type SimulatedLinuxOptions,
} from '@pyrpl-mux/redpitaya/simulated';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { CliError, CliExit, sentenceOf } from './cli-error.ts';
import { port } from './flags.ts';

/** What {@link linuxOptions} leaves in `command.opts()`. */
export const linuxFlags = z.object({
  sshPort: z.number().optional(),
  os: z.enum(['1', '2', '3']).optional(),
  image: z.enum(['pyrpl', 'stock']).optional(),
  user: z.string().optional(),
  password: z.string().optional(),
});

/** {@link linuxFlags}, read. */
export type LinuxFlags = z.output<typeof linuxFlags>;

const GENERATIONS: Readonly<Record<NonNullable<LinuxFlags['os']>, OsGeneration>> = { 1: 1, 2: 2, 3: 3 };

/** Adds the options of the Linux of a simulated board. */
export function linuxOptions(command: Command): Command {
  return command
    .option(
      '--ssh-port <port>',
      'serve its SSH at this port, 0 for any free one; its register server is then started by who logs in, as on a board',
      port(0),
    )
    .addOption(
      new Option('--os <generation>', 'generation of its operating system (default: 2)').choices([
        '1',
        '2',
        '3',
      ]),
    )
    .addOption(
      new Option('--image <image>', 'FPGA image it carries (default: pyrpl)').choices(['pyrpl', 'stock']),
    )
    .option('--user <name>', 'who may log in (default: root)')
    .option('--password <password>', 'with which password (default: root)');
}

/**
 * Refuses what makes no sense without a Linux, or with its ports.
 *
 * @param registerPort port that its register server shall have
 * @throws CliError `usage`
 */
export function checkLinuxFlags({ sshPort, ...others }: LinuxFlags, registerPort: number): void {
  if (sshPort !== undefined && sshPort !== 0 && sshPort === registerPort) {
    throw new CliError(
      CliExit.usage,
      `--ssh-port and --board-port are both ${sshPort}, but two programs can't listen at one port. Nothing was ` +
        'started: choose two ports, or 0 for any free one.',
    );
  }
  const given = Object.entries(others).find(([, value]) => value !== undefined);
  if (sshPort !== undefined || given === undefined) return;
  throw new CliError(
    CliExit.usage,
    `--${given[0]} describes who logs in to the simulated board and finds what, and there is no login without ` +
      '--ssh-port. Nothing was started.',
  );
}

/** A Linux that runs, and the port kept free for its register server. */
export interface RunningLinux {
  readonly host: string;
  readonly port: number;
  readonly sshPort: number;
  /** Whether somebody is connected to its SSH. */
  isLoggedIn(): boolean;
  close(): Promise<void>;
}

/**
 * Starts the Linux of a simulated board.
 *
 * @param registerPort port that its register server shall have; 0 looks for a free one
 * @throws CliError with a sentence if its SSH can't listen
 */
export async function startLinux(
  { sshPort, os = '2', user, password }: LinuxFlags,
  registerPort: number,
  options: Omit<SimulatedLinuxOptions, 'os'>,
): Promise<RunningLinux> {
  const linux = await SimulatedLinux.start({
    ...options,
    os: GENERATIONS[os],
    sshPort,
    user,
    password,
  }).catch((error: unknown) => {
    throw cannotListen('SSH', `--ssh-port ${sshPort}`, error);
  });
  try {
    const port = await freePort(linux.host, registerPort);
    return {
      host: linux.host,
      port,
      sshPort: linux.sshPort,
      isLoggedIn: () => linux.isLoggedIn,
      close: async () => await linux.close(),
    };
  } catch (error) {
    await linux.close();
    throw cannotListen('register server', `--board-port ${registerPort}`, error);
  }
}

function cannotListen(what: string, option: string, cause: unknown): CliError {
  return new CliError(
    CliExit.error,
    `The ${what} of the simulated board can't listen at ${option}: ${sentenceOf(cause)}. Nothing was started: ` +
      'choose another port, or 0 for any free one.',
    { cause },
  );
}

/** A port that nobody listens at: the wanted one, or any if that is 0. */
async function freePort(host: string, wanted: number): Promise<number> {
  const server = createServer();
  server.listen(wanted, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
