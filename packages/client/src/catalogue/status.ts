import { z } from 'zod';
import type { WorkerState } from '../protocol/messages.ts';
import { defineCommand, QUICK } from './define.ts';
import type { ScopeStreamState } from './topics.ts';

/** Most commands that `status` lists one by one. */
export const MOST_LISTED_COMMANDS = 256;

const STATES = ['starting', 'ready', 'board_lost', 'stopping'] as const satisfies readonly WorkerState[];
const STREAM_STATES = [
  'idle',
  'running',
  'waiting',
  'no_trigger',
  'interrupted',
  'no_board',
  'failed',
] as const satisfies readonly ScopeStreamState['state'][];

const inputRange = z.enum(['LV', 'HV']);
const client = z.string().nullable().meta({ description: 'name of the program; null if it told none' });
const session = z.int().meta({ description: 'number of the session; 0 for the worker itself' });
const number = z.int().meta({ description: 'worker-wide number of the command' });
const seconds = (description: string) => z.number().meta({ unit: 's', description });
const milliseconds = (description: string) => z.number().meta({ unit: 'ms', description });

const worker = z.object({
  version: z.string(),
  pid: z.int(),
  started: z.string().meta({ description: 'ISO time' }),
  state: z.enum(STATES),
  reason: z.string().nullable().meta({ description: 'why it is not ready; else null' }),
  restarts: z
    .object({
      count: z.int(),
      last: z
        .object({
          when: z.string().meta({ description: 'ISO time' }),
          why: z.string().meta({ description: 'how the worker before has ended, as a sentence' }),
        })
        .nullable(),
    })
    .meta({ description: 'by its supervisor, since that was started' }),
});

const link = z.object({
  state: z.enum(['connected', 'connecting', 'disconnected']),
  made: z.int().meta({ description: 'links made since the worker started' }),
  ends: z.record(z.string(), z.int()).meta({ description: 'how often links and tries ended, by reason' }),
  round_trip_ms: z
    .object({
      p50: milliseconds('median'),
      p99: milliseconds('of a hundred round trips, one takes longer'),
    })
    .nullable()
    .meta({
      description:
        'of the last 1024 to the board and back; through PyRPL, of one value that is sampled. null without any',
    }),
});

const lane = z.object({
  module: z.string(),
  running: z
    .object({
      number,
      command: z.string(),
      client,
      session,
      for_s: seconds('since it started'),
      waiting: z.boolean().meta({ description: 'it has written everything and waits' }),
    })
    .nullable(),
  queued: z.int(),
});

const command = z.object({
  number,
  command: z.string(),
  modules: z.array(z.string()),
  phase: z.enum(['queued', 'running', 'waiting']),
  client,
  session,
  for_s: seconds('since it started; since it came while it is queued'),
  deadline_s: seconds('until its timeout ends; negative if it may not be stopped yet'),
  state: z
    .string()
    .nullable()
    .meta({ description: 'what a waiting command waits for: "armed, waiting for ..."; else null' }),
  position: z.int().nullable().meta({
    description:
      'place in the longest of its queues, 1 for the next; null when it runs. Later commands of others may go first',
  }),
});

const stream = z.object({
  viewers: z.int(),
  state: z.enum(STREAM_STATES),
  reason: z.string().nullable(),
  traces: z.int().meta({ description: 'since the worker started' }),
  traces_per_second: z.number().meta({ unit: 'Hz' }),
});

const connected = z.object({
  session,
  client,
  version: z.string().nullable(),
  address: z.string().meta({ description: 'where it comes from, host:port' }),
  access: z.enum(['operate', 'view']),
  connected_s: seconds('since it connected'),
  in_flight: z.int().meta({ description: 'requests without a final response' }),
  commands: z.int().meta({ description: 'requests received' }),
  last_command: z.string().nullable(),
  last_board_command: z
    .object({ command: z.string(), ago_s: seconds('since it came') })
    .nullable()
    .meta({ description: 'the last one for a module of the board' }),
});

const latencies = z.object({
  count: z.int(),
  errors: z.int(),
  p50_ms: milliseconds('from arrival to final response, median').nullable(),
  p99_ms: milliseconds('from arrival to final response, of a hundred one takes longer').nullable(),
});

export const status = defineCommand({
  name: 'status',
  summary: 'Health of worker and board, lanes, clients, running commands and counters.',
  access: 'session',
  params: z.strictObject({}),
  result: z.object({
    worker,
    board: z.object({ key: z.string(), input_range: z.object({ in1: inputRange, in2: inputRange }) }),
    backend: z
      .looseObject({ kind: z.enum(['board', 'pyrpl']) })
      .meta({ description: 'kind, and figures that differ between backends' }),
    link: link.meta({ description: 'the way to the board, whatever the backend' }),
    running: z.array(command).meta({
      description: `every command for the board that is queued or runs, those that run first; ${MOST_LISTED_COMMANDS} at most`,
    }),
    running_left_out: z.int().meta({ description: `commands beyond these ${MOST_LISTED_COMMANDS}` }),
    lanes: z.array(lane).meta({ description: 'those that are or were in use' }),
    stream: stream.meta({ description: 'the stream of traces' }),
    clients: z.array(connected),
    commands: z.record(z.string(), latencies).meta({ description: 'by name, since the worker started' }),
    counters: z
      .record(z.string(), z.int())
      .meta({ description: 'what went wrong and what passed, since the worker started' }),
  }),
  modules: () => [],
  timeout: () => QUICK,
  example: {},
});
