import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { PyrplOptions } from '../backend/pyrpl/pyrpl-options.ts';
import { restartsSchema } from '../process/restarts.ts';
import { CliError, CliExit } from './cli-error.ts';
import { type loginFlags, PASSWORD_VARIABLE } from './login-flags.ts';

/** What {@link pyrplOptions} leaves in `command.opts()`. */
export const pyrplFlags = z.object({
  backend: z.enum(['board', 'pyrpl']).optional(),
  pyrplMock: z.boolean().default(false),
  restarted: restartsSchema.optional(),
});

type Given = z.output<typeof pyrplFlags> & z.output<typeof loginFlags>;

/** Adds the choice of the backend. */
export function pyrplOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backend <kind>',
        'how the board is reached: by our own driver, or by PyRPL (default: board)',
      ).choices(['board', 'pyrpl']),
    )
    .option('--pyrpl-mock', "PyRPL's own dummy instead of a board")
    .addOption(new Option('--restarted <json>').argParser((text): unknown => JSON.parse(text)).hideHelp());
}

/**
 * Reads the options of the backend pyrpl. PyRPL's own default is to log in as root with the password root.
 *
 * @returns undefined for the backend board
 * @throws CliError `usage` where they contradict each other
 */
export function readPyrpl(given: Given): PyrplOptions | undefined {
  const { backend, pyrplMock, restarted, loadFpga, python, sshPort = 22, user = 'root' } = given;
  if (backend !== 'pyrpl' && !pyrplMock) return undefined;
  if (backend === 'board') throw usage('--pyrpl-mock needs the backend pyrpl.');
  if (given.key !== undefined) throw usage('PyRPL logs in with a password: --key is for the backend board.');
  if (given.takeOver) throw usage('--take-over is for the backend board: PyRPL does that without asking.');
  if (given.pyrpl !== undefined)
    throw usage('The backend pyrpl takes the PyRPL that its Python has: name one with --python.');
  return {
    python,
    // A worker that is started again after a crash must not move an output.
    reloadFpga: restarted !== undefined ? 'never' : loadFpga ? 'force' : 'auto',
    sshPort,
    user,
    password: given.password ?? process.env[PASSWORD_VARIABLE] ?? 'root',
  };
}

function usage(sentence: string): CliError {
  return new CliError(CliExit.usage, `${sentence} Nothing was started.`);
}
