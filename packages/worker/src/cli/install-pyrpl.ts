import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import {
  findPyrplPython,
  PYRPL_VERSION,
  pyrplEnvironmentFolder,
  pyrplLock,
} from '../backend/pyrpl/python-environment.ts';
import { importPyrpl, makeEnvironment } from '../backend/pyrpl/python-environment-install.ts';
import { PythonEnvironmentError } from '../backend/pyrpl/python-environment-interpreter.ts';
import { CliError, CliExit } from './cli-error.ts';
import { PROGRAM } from './program-name.ts';

const flags = z.object({ folder: z.string(), python: z.string().optional() });

/** `pyrpl-mux install-pyrpl`. */
export function installPyrplCommand(): Command {
  const command = new Command('install-pyrpl')
    .option('--folder <folder>', 'where to put it', pyrplEnvironmentFolder())
    .option('--python <path>', 'the Python to make it with (default: the first one found from 3.11 to 3.13)');
  return command.action(async () => {
    try {
      await installPyrpl(flags.parse(command.opts()));
    } catch (error) {
      if (!(error instanceof PythonEnvironmentError)) throw error;
      throw new CliError(CliExit.error, error.message, { cause: error });
    }
  });
}

async function installPyrpl({ folder, python }: z.output<typeof flags>): Promise<void> {
  const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
  const where = resolve(folder);
  const own = await makeEnvironment({ folder: where, lock: pyrplLock(), python, say });
  await findPyrplPython({ folder: where });
  await importPyrpl(own);
  say(`PyRPL ${PYRPL_VERSION} is ready in ${where}.`);
  const isDefault = where === resolve(pyrplEnvironmentFolder());
  say(`Run it with: ${PROGRAM} serve --backend pyrpl${isDefault ? '' : ` --python "${own}"`} --host NAME`);
}
