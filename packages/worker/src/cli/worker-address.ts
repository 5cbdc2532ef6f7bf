import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import { findWorker, NodeWebSocket, type WorkerAddress } from '@pyrpl-mux/client/node';
import type { Command } from 'commander';
import { z } from 'zod';
import { VERSION } from '../version.ts';
import { CliError, CliExit } from './cli-error.ts';

const flags = z.object({
  url: z.string().optional(),
  token: z.string().optional(),
  board: z.string().optional(),
});

/** Adds the options that name a running worker to a subcommand. */
export function addressOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the worker, such as ws://127.0.0.1:8765/')
    .option('--token <token>', "the worker's token; not needed on its own computer")
    .option('--board <key>', 'the board whose worker is meant, such as sim:default, where several run');
}

/**
 * Finds the worker that the options of {@link addressOptions} and the environment name.
 *
 * @throws CliError `noWorker` with a sentence
 */
export async function findNamedWorker(command: Command): Promise<WorkerAddress> {
  return await orNoWorker(findWorker(flags.parse(command.opts())));
}

/**
 * Connects to a worker under the name of a subcommand. Arrays come as plain lists unless told otherwise, and a lost
 * connection is not made again.
 *
 * @throws CliError `noWorker` with a sentence, `usage` if the address is not one of a WebSocket
 */
export async function connectAs(
  subcommand: string,
  { url, token }: WorkerAddress,
  arrays: 'json' | 'binary' = 'json',
): Promise<Client> {
  const client = `pyrpl-mux ${subcommand}`;
  return await orNoWorker(
    connect(url, { token, client, version: VERSION, arrays, reconnect: false, webSocket: NodeWebSocket }),
  );
}

async function orNoWorker<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const code = error.code === 'invalid_params' ? CliExit.usage : CliExit.noWorker;
    throw new CliError(code, error.message, { cause: error });
  }
}
