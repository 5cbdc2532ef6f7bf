import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import type { BoardLogin } from '../backend/board/board-options.ts';
import { environmentPython, pyrplEnvironmentFolder } from '../backend/pyrpl/python-environment.ts';
import { CliError, CliExit } from './cli-error.ts';
import { port } from './flags.ts';

/** Where the password of a board may stand instead of on the command line, which others can read. */
export const PASSWORD_VARIABLE = 'PYRPL_MUX_BOARD_PASSWORD';

/** What {@link loginOptions} and {@link preparationOptions} leave in `command.opts()`. */
export const loginFlags = z.object({
  user: z.string().optional(),
  password: z.string().optional(),
  key: z.string().optional(),
  sshPort: z.number().optional(),
  takeOver: z.boolean().default(false),
  loadFpga: z.boolean().default(false),
  pyrpl: z.string().optional(),
  python: z.string().optional(),
});

/** Adds the options of a login to a board to a subcommand. */
export function loginOptions(command: Command): Command {
  return command
    .option('--user <name>', 'log in to the board over SSH, as this user')
    .option('--password <password>', `the password; better in the variable ${PASSWORD_VARIABLE}`)
    .option('--key <file>', 'a private key instead of a password')
    .option('--ssh-port <port>', 'port of its SSH (default: 22)', port(1));
}

/** Adds what may be done on a board after a login. */
export function preparationOptions(command: Command): Command {
  return command
    .option('--take-over', 'end what else uses the board, after naming it')
    .option('--load-fpga', "load PyRPL's FPGA image, after naming the live outputs; they all drop")
    .option('--pyrpl <path>', 'an installed PyRPL, which has the image and the register server')
    .option('--python <program>', 'a Python that has PyRPL');
}

/**
 * Reads the options of a login.
 *
 * @returns undefined if no login was asked for
 * @throws CliError `usage` where something is missing
 */
export function readLogin(given: z.output<typeof loginFlags>): BoardLogin | undefined {
  const { user, key, sshPort = 22, takeOver, loadFpga, pyrpl, python } = given;
  if (user === undefined) {
    const useless = ['password', 'key', 'sshPort', 'takeOver', 'loadFpga'] as const;
    const [option] = useless.filter((name) => given[name] !== undefined && given[name] !== false);
    if (option !== undefined) throw usage(`${spell(option)} needs --user: it is for a login to the board.`);
    return undefined;
  }
  const password = given.password ?? (key === undefined ? process.env[PASSWORD_VARIABLE] : undefined);
  if (key !== undefined && password !== undefined) throw usage('--password and --key exclude each other.');
  if (key === undefined && password === undefined) {
    throw usage(`--user needs --password, --key, or the variable ${PASSWORD_VARIABLE}.`);
  }
  const ownPython = environmentPython(pyrplEnvironmentFolder());
  return {
    user,
    credentials: password === undefined ? { keyFile: key ?? '' } : { password },
    sshPort,
    takeOver,
    loadFpga,
    pyrpl: {
      path: pyrpl,
      pythons: python === undefined ? (existsSync(ownPython) ? [ownPython] : undefined) : [python],
    },
  };
}

const spell = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function usage(sentence: string): CliError {
  return new CliError(CliExit.usage, `${sentence} Nothing was started.`);
}
