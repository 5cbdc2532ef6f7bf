import { type Clock, type CommandResult, type Greeting, MOST_LISTED_COMMANDS } from '@pyrpl-mux/client';
import type { Backend } from '../backend/backend.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Statistics } from '../observe/statistics.ts';
import type { Restarts } from '../process/restarts.ts';
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
  /** How often the supervisor has started this worker again. */
  readonly restarts: Restarts;
  readonly clock: Clock;
}

const milliseconds = (seconds: number | null): number | null =>
  seconds === null ? null : Number((seconds * 1000).toPrecision(4));

/** Data of `status`: health, lanes, clients, commands and counters. */
export function status(sources: StatusSources): CommandResult<'status'> {
  const { greeting, backend, dispatcher, statistics, sessions, stream, restarts, clock } = sources;
  const now = clock.now();
  const { listed, leftOut } = dispatcher.running(MOST_LISTED_COMMANDS);
  const { worker, board, state, reason } = greeting;
  return {
    worker: { ...worker, state, reason, restarts },
    board,
    backend: { kind: backend.kind, ...backend.status() },
    link: backend.link,
    running: listed,
    running_left_out: leftOut,
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
      last_board_command:
        session.lastBoardCommand === null
          ? null
          : {
              command: session.lastBoardCommand.command,
              ago_s: (now - session.lastBoardCommand.received) / 1000,
            },
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
