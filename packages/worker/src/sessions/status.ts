import type { Clock, Greeting } from '@pyrpl-mux/client';
import type { Backend } from '../backend/backend.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Statistics } from '../observe/statistics.ts';
import type { ScopeStreamStatus } from '../stream/scope-stream.ts';
import type { Session } from './session.ts';

/** What `status` tells about. */
export interface StatusSources {
  readonly greeting: Pick<Greeting, 'worker' | 'board' | 'state' | 'reason'>;
  readonly backend: Backend;
  readonly dispatcher: Dispatcher;
  readonly statistics: Statistics;
  readonly sessions: Iterable<Session>;
  readonly stream: ScopeStreamStatus;
  readonly clock: Clock;
}

const milliseconds = (seconds: number | null): number | null =>
  seconds === null ? null : Number((seconds * 1000).toPrecision(4));

/** Data of `status`: health, lanes, clients, commands and counters. */
export function status(sources: StatusSources): Record<string, unknown> {
  const { greeting, backend, dispatcher, statistics, sessions, stream, clock } = sources;
  const now = clock.now();
  const { worker, board, state, reason } = greeting;
  return {
    worker: { ...worker, state, reason },
    board,
    backend: { kind: backend.kind, ...backend.status() },
    lanes: dispatcher.lanes(),
    stream,
    clients: Array.from(sessions, (session) => ({
      session: session.session,
      client: session.client,
      version: session.version,
      address: session.address,
      access: session.access,
      connected_s: (now - session.connected) / 1000,
      in_flight: session.inFlight,
      commands: session.commands,
      last_command: session.lastCommand,
    })),
    commands: Object.fromEntries(
      Array.from(statistics.commands, ([name, { latency, outcomes }]) => [
        name,
        {
          count: latency.count,
          errors: latency.count - (outcomes.get('ok') ?? 0),
          p50_ms: milliseconds(latency.quantile(0.5)),
          p99_ms: milliseconds(latency.quantile(0.99)),
        },
      ]),
    ),
    counters: statistics.counters,
  };
}
