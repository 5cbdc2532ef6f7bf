import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { TOPICS } from './topics.ts';
import { TRACE_LENGTH } from './trace-timing.ts';
import { quantity } from './values.ts';

const none = (): readonly [] => [];
const nothing = z.strictObject({});
const anyObject = z.record(z.string(), z.unknown());

export const ping = defineCommand({
  name: 'ping',
  summary: 'Answers "pong".',
  access: 'session',
  params: nothing,
  result: z.literal('pong'),
  modules: none,
  timeout: () => QUICK,
  example: {},
});

export const hello = defineCommand({
  name: 'hello',
  summary: 'Tells the worker who is calling and how arrays shall travel. Optional, repeatable.',
  access: 'session',
  params: z.strictObject({
    client: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'name of the program, shown to others' }),
    version: z.string().max(64).optional().meta({ description: 'version of the program' }),
    arrays: z
      .enum(['json', 'binary'])
      .optional()
      .meta({ description: 'how arrays travel to this session', default: 'json' }),
  }),
  result: anyObject.meta({ description: 'the greeting, with client and arrays as they are now' }),
  modules: none,
  timeout: () => QUICK,
  example: { client: 'my script' },
});

export const describe = defineCommand({
  name: 'describe',
  summary: 'Describes the commands: JSON Schema of parameters and results, with units and ranges.',
  access: 'session',
  params: z.strictObject({ command: z.string().optional().meta({ description: 'one command only' }) }),
  result: anyObject,
  modules: none,
  timeout: () => QUICK,
  example: { command: 'ping' },
});

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Cancels a queued command, or stops the waiting of a running one.',
  access: 'session',
  params: z
    .strictObject({
      id: z
        .union([z.string(), z.int()])
        .optional()
        .meta({ description: 'id of a command of this connection' }),
      number: z
        .int()
        .min(1)
        .optional()
        .meta({ description: 'worker-wide number of any command, as shown by status' }),
    })
    .refine((params) => (params.id === undefined) !== (params.number === undefined), {
      error: 'give either id or number',
    }),
  result: z.object({ cancelled: z.boolean(), was: z.enum(['queued', 'running', 'finished', 'unknown']) }),
  modules: none,
  timeout: () => QUICK,
  example: { number: 1 },
});

export const subscribe = defineCommand({
  name: 'subscribe',
  summary: 'Asks for events: a snapshot, then every change.',
  details:
    'Traces are taken with the settings of the scope, which scope_setup changes, and only while it has a trigger source; a subscription changes none. A command for the scope interrupts the stream.',
  access: 'session',
  params: z
    .strictObject({
      topic: z.enum(TOPICS).meta({
        description:
          'worker: state and sessions; board: settings of every module; scope_trace: the newest trace of both channels, again and again',
      }),
      max_rate: quantity(
        'Hz',
        'most traces per second, on average; as many as can be read by default',
        0,
        1000,
      )
        .gt(0)
        .optional(),
      max_points: z.int().min(2).max(TRACE_LENGTH).optional().meta({
        description:
          'most values per channel: minimum and maximum of each group of samples; every sample by default',
      }),
    })
    .superRefine((params, context) => {
      if (params.topic === 'scope_trace') return;
      for (const path of ['max_rate', 'max_points'] as const)
        if (params[path] !== undefined)
          context.addIssue({ code: 'custom', path: [path], message: 'is for the topic scope_trace only' });
    }),
  result: z.object({ subscription: z.string(), topic: z.enum(TOPICS) }),
  modules: none,
  timeout: () => QUICK,
  example: { topic: 'board' },
});

export const unsubscribe = defineCommand({
  name: 'unsubscribe',
  summary: 'Ends a subscription.',
  access: 'session',
  params: z.strictObject({ subscription: z.string().meta({ description: 'as answered by subscribe' }) }),
  result: z.object({
    unsubscribed: z.boolean().meta({ description: 'false if there was no such subscription' }),
  }),
  modules: none,
  timeout: () => QUICK,
  example: { subscription: 's-1' },
});

export const shutdown = defineCommand({
  name: 'shutdown',
  summary:
    'Stops the worker for everybody: it finishes what runs, refuses what comes, and exits. Outputs stay as they are.',
  access: 'session',
  operatorOnly: true,
  params: nothing,
  result: z.string().meta({ description: 'a final sentence' }),
  modules: none,
  timeout: () => QUICK,
  example: {},
});
