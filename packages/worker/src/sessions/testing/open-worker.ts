import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { ManualClock } from '../../../../client/src/testing/manual-clock.ts';
import { type Listener, type ListenOptions, listenForClients } from '../listen.ts';
import { RawClient } from './raw-client.ts';
import { ScriptedBackend } from './scripted-backend.ts';

/** Token of every worker under test. */
export const TOKEN = 'correct horse battery staple';

/** A worker with real sockets, a scripted backend and a clock in the test's hand. */
export interface OpenWorker {
  readonly backend: ScriptedBackend;
  readonly clock: ManualClock;
  readonly listener: Listener;
  /** Who asked for a shutdown. */
  readonly shutdowns: string[];
  readonly sessionCounts: number[];
  /** Connects, takes the greeting, and tells a name if one is given. */
  readonly connect: (name?: string) => Promise<RawClient>;
}

/** Opens a worker on any free port, and closes it and its clients after the test. */
export async function openWorker(options: Partial<ListenOptions> = {}): Promise<OpenWorker> {
  const backend = new ScriptedBackend();
  const clock = new ManualClock();
  const shutdowns: string[] = [];
  const sessionCounts: number[] = [];
  const clients: RawClient[] = [];
  const listener = await listenForClients({
    backend,
    clock,
    board: { key: 'sim:default', inputRange: { in1: 'LV', in2: 'HV' } },
    listen: '127.0.0.1',
    port: 0,
    token: TOKEN,
    log: pino({ level: 'silent' }),
    version: '0.1.0',
    onShutdownRequested: (who) => shutdowns.push(who),
    onSessionCount: (count) => sessionCounts.push(count),
    ...options,
  });
  onTestFinished(async () => {
    for (const client of clients) client.socket.terminate();
    await listener.close();
  });
  return {
    backend,
    clock,
    listener,
    shutdowns,
    sessionCounts,
    connect: async (name) => {
      const client = new RawClient(listener.url, { headers: { authorization: `Bearer ${TOKEN}` } });
      clients.push(client);
      await client.next();
      if (name !== undefined) await client.request({ command: 'hello', params: { client: name } });
      return client;
    },
  };
}
