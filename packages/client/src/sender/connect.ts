import { Client } from './client.ts';
import type { ConnectOptions } from './client-options.ts';
import { type CommandFacts, catalogueFacts } from './command-facts.ts';

/**
 * Attaches to a worker, knowing its commands from elsewhere than the catalogue (from `describe`, say, where a bundle
 * shall not hold all schemas). As {@link connect} otherwise.
 */
export async function connectWith(
  facts: CommandFacts,
  url: string,
  options: ConnectOptions = {},
): Promise<Client> {
  const client = new Client(url, facts, options);
  await client.start();
  return client;
}

/**
 * Attaches to a worker. Once attached, a lost connection is made again with growing delays unless `reconnect` is false;
 * commands are never sent twice by themselves.
 *
 * @param url - `ws://127.0.0.1:8765/`, say
 * @throws CommandError as a rejection: `invalid_params` if `url` is not one of a WebSocket; `unauthorized`, `busy` or
 *   whatever the worker says instead of a greeting; `worker_lost` if there is none; `cancelled` by the signal
 */
export function connect(url: string, options: ConnectOptions = {}): Promise<Client> {
  return connectWith(catalogueFacts, url, options);
}
