import { createServer } from 'node:http';
import {
  type Clock,
  type Greeting,
  HEARTBEAT_TIMEOUT,
  type Limits,
  SUBPROTOCOL,
  systemClock,
} from '@pyrpl-mux/client';
import type { Backend } from '../backend/backend.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { httpListener } from '../http/app.ts';
import { workerMetrics } from '../http/metrics.ts';
import { readPage } from '../http/page.ts';
import { LimitedLog, type Log } from '../observe/log.ts';
import { Statistics } from '../observe/statistics.ts';
import { NEVER_RESTARTED, type Restarts } from '../process/restarts.ts';
import { ScopeStream } from '../stream/scope-stream.ts';
import { Admission, urlHost } from './admission.ts';
import { BoardTopic } from './board-topic.ts';
import { Connections } from './connections.ts';
import { Heartbeat } from './heartbeat.ts';
import { sessionCommands } from './session-commands.ts';
import { status } from './status.ts';
import { WorkerTopic } from './worker-topic.ts';

/** What a worker accepts unless told otherwise (PROTOCOL.md, section 3). */
export const DEFAULT_LIMITS: Limits = {
  in_flight: 256,
  lane_queue: 1024,
  frame_bytes: 8 * 1024 * 1024,
  unsent_bytes: 32 * 1024 * 1024,
  subscriptions: 32,
  sessions: 256,
};

/** How a worker listens for its clients. */
export interface ListenOptions {
  readonly backend: Backend;
  readonly board: { readonly key: string; readonly inputRange: Greeting['board']['input_range'] };
  /** Address to listen on; anything but loopback must be asked for. */
  readonly listen: string;
  /** Port to listen on, 0 for any free one. */
  readonly port: number;
  readonly token: string;
  /** Origins of web pages that may connect, beside the worker's own. */
  readonly allowOrigins?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Folder of the built web page, by default that of this package. */
  readonly page?: string;
  /** How often this worker was started again; by default never. */
  readonly restarts?: Restarts | undefined;
  readonly clock?: Clock;
  readonly log: Log;
  readonly version: string;
  /**
   * A client asked the worker to stop. The caller shall drain, close and exit.
   *
   * @param who - a sentence: who asked for it
   */
  readonly onShutdownRequested: (who: string) => void;
  /** Called whenever a session begins or ends. */
  readonly onSessionCount?: (count: number) => void;
}

/** A worker's open door. */
export interface Listener {
  /** For clients: `ws://127.0.0.1:8765/`. */
  readonly url: string;
  readonly port: number;
  readonly sessionCount: number;
  /**
   * Refuses commands for the board from now on, drops the queued ones and stops what waits.
   *
   * @param who - a sentence: who asked for it
   * @returns when the last running command has been answered, after 10 s at the latest
   */
  drain(who: string): Promise<void>;
  /** Closes every connection with 1001 and stops listening. The backend is the caller's. */
  close(): Promise<void>;
}

/**
 * Listens for clients, before the board is reached: takes their commands through the lanes to the backend.
 *
 * @throws Error if the address cannot be listened on
 */
export async function listenForClients(options: ListenOptions): Promise<Listener> {
  const { backend, board, log, restarts = NEVER_RESTARTED, clock = systemClock } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const started = new Date().toISOString();
  const statistics = new Statistics();
  const dispatcher = new Dispatcher({ backend, clock, log, laneQueue: limits.lane_queue });
  const admission = new Admission({ ...options, allowOrigins: options.allowOrigins ?? [] });

  const about = (): Omit<Greeting, 'session' | 'access'> => ({
    protocol: SUBPROTOCOL,
    worker: { version: options.version, pid: process.pid, started },
    board: { key: board.key, input_range: board.inputRange },
    backend: backend.kind,
    ...dispatcher.readiness,
    limits,
  });
  const greeting = ({ session, access }: Pick<Greeting, 'session' | 'access'>): Greeting => ({
    ...about(),
    session,
    access,
  });
  const boardTopic = new BoardTopic(backend, dispatcher, clock);
  const limitedLog = new LimitedLog(log, clock);
  const stream = new ScopeStream({ backend, dispatcher, clock, log: limitedLog });
  const workerTopic = new WorkerTopic(clock, () => ({
    ...dispatcher.readiness,
    sessions: connections.count,
    lanes: dispatcher
      .lanes()
      .flatMap(({ module, running, queued }) =>
        running === null && queued === 0
          ? []
          : [{ module, command: running?.command ?? null, waiting: running?.waiting ?? false, queued }],
      ),
    stream: stream.state,
  }));
  const connections = new Connections({
    admission,
    onCount: options.onSessionCount ?? (() => undefined),
    host: {
      clock,
      limits,
      dispatcher,
      statistics,
      log: limitedLog,
      greeting,
      sessionCommands: sessionCommands({
        dispatcher,
        topics: { worker: workerTopic, board: boardTopic, scope_trace: stream },
        status: () =>
          status({
            greeting: about(),
            backend,
            dispatcher,
            statistics,
            sessions: connections.sessions(),
            stream: stream.status,
            restarts,
            clock,
          }),
        greeting,
        onShutdown: options.onShutdownRequested,
      }),
    },
  });
  dispatcher.onReadiness((data) => connections.announce({ event: 'state', data }));
  const heartbeat = new Heartbeat(clock, () => connections.peers());
  const metrics = workerMetrics({
    statistics,
    lanes: () => dispatcher.lanes(),
    sessions: () => connections.count,
    ready: () => dispatcher.readiness.state === 'ready',
    stream: () => stream.status,
    backend: () => backend.status(),
  });

  const server = createServer(
    {
      headersTimeout: HEARTBEAT_TIMEOUT * 1000,
      requestTimeout: HEARTBEAT_TIMEOUT * 1000,
      connectionsCheckingInterval: 2000,
    },
    httpListener({
      admission,
      clock,
      log: limitedLog,
      page: readPage(options.page),
      readiness: () => dispatcher.readiness,
      metrics,
    }),
  );
  server.on('upgrade', (request, stream, head) => connections.upgrade(request, stream, head));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.listen, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    stopParts();
    throw error;
  }
  server.on('error', (err) => log.error({ err }, 'the server failed to take a connection'));

  function stopParts(): void {
    heartbeat.close();
    workerTopic.close();
    boardTopic.close();
    dispatcher.close();
  }

  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `ws://${urlHost(options.listen)}:${port}/`,
    port,
    get sessionCount() {
      return connections.count;
    },
    drain: async (who) => {
      await Promise.all([dispatcher.drain(who), stream.close()]);
    },
    close: async () => {
      await Promise.all([connections.close(), stream.close()]);
      stopParts();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
