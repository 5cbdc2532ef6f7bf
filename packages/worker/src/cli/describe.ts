import { type CommandDescription, describeCatalogue, describeCommand } from '@pyrpl-mux/client';
import { Command } from 'commander';
import { z } from 'zod';
import { findCommand } from '../dispatch/validation.ts';
import { CliError, CliExit, sentenceOf } from './cli-error.ts';
import { formatCatalogue, formatCommand } from './command-text.ts';
import { LiveView } from './terminal.ts';

const flags = z.object({ json: z.boolean().default(false) });

/** `pyrpl-mux describe`. */
export function describeSubcommand(): Command {
  const command = new Command('describe')
    .argument('[command]', 'one command only')
    .option('--json', 'print JSON Schema');
  return command.action((name: string | undefined) => {
    const { json } = flags.parse(command.opts());
    const described = name === undefined ? describeCatalogue() : [describeOne(name)];
    process.stdout.write(`${format(described, name !== undefined, json)}\n`);
  });
}

function describeOne(name: string): CommandDescription {
  try {
    return describeCommand(findCommand(name));
  } catch (error) {
    throw new CliError(CliExit.usage, sentenceOf(error), { cause: error });
  }
}

function format(described: readonly CommandDescription[], single: boolean, json: boolean): string {
  const [first] = described;
  if (json) return JSON.stringify(single ? first : described, null, 2);
  if (single && first !== undefined) return formatCommand(first);
  return formatCatalogue(described, new LiveView().width).join('\n');
}
