import { type Client, CommandError, catalogue, describeCommand, type Response } from '@pyrpl-mux/client';
import { Command } from 'commander';
import { z } from 'zod';
import { CliExit } from './cli-error.ts';
import { finiteNumber } from './flags.ts';
import { parseJsonSchema } from './json-schema.ts';
import { parseParameters } from './parameters.ts';
import { addressOptions, connectAs, findNamedWorker } from './worker-address.ts';

const flags = z.object({ timeout: z.number().optional(), id: z.boolean() });

/** `pyrpl-mux call`. */
export function callCommand(): Command {
  const command = new Command('call')
    .argument('<command>', 'name of the command; "pyrpl-mux describe" lists all')
    .argument('[name=value...]', 'its parameters: numbers, words, true or false, lists as a,b, or JSON')
    .option('--timeout <seconds>', 'longest stay in the worker', finiteNumber(Number.MIN_VALUE, 86_400))
    .option('--no-id', 'send without an id')
    .addHelpText(
      'after',
      '\nExit code: 0 ok, 1 the worker answered with an error, 2 usage, 3 no worker or worker lost.',
    );
  return addressOptions(command).action(async (name: string, args: readonly string[]) => {
    const definition = catalogue.get(name);
    const schema = definition === undefined ? {} : parseJsonSchema(describeCommand(definition).params);
    const params = parseParameters(args, schema);
    const { timeout, id } = flags.parse(command.opts());
    const client = await connectAs('call', await findNamedWorker(command));
    try {
      const response = await call(client, name, params, { timeout, noId: !id });
      process.stdout.write(`${JSON.stringify(response)}\n`);
      process.exitCode = exitCodeOf(response);
    } finally {
      client.close();
    }
  });
}

/** The response as it travelled, or as the client makes it where the worker was lost or too slow. */
async function call(
  client: Client,
  name: string,
  params: object,
  options: { readonly timeout: number | undefined; readonly noId: boolean },
): Promise<Response> {
  const answer = client.commandByName(name, params, options);
  const id = client.pending.find(({ command }) => command === name)?.id ?? undefined;
  const withId = id === undefined ? {} : { id };
  try {
    return { status: 'ok', data: await answer, ...withId };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { status: 'error', data: error.message, error: error.info, ...withId };
  }
}

function exitCodeOf(response: Response): number {
  if (response.status !== 'error') return CliExit.ok;
  return response.error.code === 'worker_lost' ? CliExit.noWorker : CliExit.error;
}
