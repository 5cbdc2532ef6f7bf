import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const seconds = z.number().min(0);
const name = z.string().min(1);
const fields = z.record(z.string(), z.unknown());
const error = z.strictObject({
  code: z.string(),
  effect: z.enum(['none', 'done', 'unknown']),
  sentence: z.string().optional(),
  limit: z.string().optional(),
  number: z.int().optional(),
  issues: z.array(z.unknown()).optional(),
});

const step = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('call'),
    as: name,
    command: z.string(),
    params: fields.default({}),
    timeout: seconds.optional(),
    id: z.boolean().default(true),
    progress: z.boolean().default(false),
  }),
  z.strictObject({ do: z.literal('cancel'), of: name }),
  z.strictObject({
    do: z.literal('expect_answer'),
    of: name,
    result: z.unknown().optional(),
    error: error.optional(),
    progress: z.array(z.unknown()).optional(),
  }),
  z.strictObject({
    do: z.literal('subscribe'),
    as: name,
    topic: z.enum(['board', 'worker', 'scope_trace']),
    params: fields.default({}),
  }),
  z.strictObject({ do: z.literal('unsubscribe'), of: name }),
  z.strictObject({ do: z.literal('expect_no_more'), of: name, error: error.optional() }),
  z.strictObject({ do: z.literal('expect_worker'), state: z.string(), reason: z.string().nullable() }),
  z.strictObject({ do: z.literal('expect_events'), of: name, data: z.array(z.unknown()) }),
  z.strictObject({ do: z.literal('expect_state'), state: z.enum(['ready', 'lost', 'closed']) }),
  z.strictObject({ do: z.literal('expect_connect'), error }),
  z.strictObject({ do: z.literal('close_client') }),
  z.strictObject({ do: z.literal('advance'), seconds }),
  z.strictObject({ do: z.literal('lose_timers') }),
  z.strictObject({ do: z.literal('accept') }),
  z.strictObject({ do: z.literal('greet'), changes: fields.default({}) }),
  z.strictObject({ do: z.literal('receive'), as: name.optional(), request: fields }),
  z.strictObject({ do: z.literal('send'), message: fields }),
  z.strictObject({ do: z.literal('send_text'), text: z.string(), times: z.int().min(1).default(1) }),
  z.strictObject({ do: z.literal('send_bytes'), hex: z.string().regex(/^(?:[0-9a-f]{2} ?)*$/) }),
  z.strictObject({ do: z.literal('send_part'), message: fields, bytes: z.int().min(1) }),
  z.strictObject({ do: z.literal('send_pieces'), message: fields, pieces: z.int().min(2) }),
  z.strictObject({ do: z.literal('ping') }),
  z.strictObject({ do: z.literal('freeze') }),
  z.strictObject({ do: z.literal('disconnect'), how: z.enum(['end', 'reset']) }),
  z.strictObject({ do: z.literal('close'), code: z.int().min(1000).max(4999) }),
]);

const scenario = z.strictObject({
  title: z.string(),
  attached: z.boolean().default(true),
  steps: z.array(step),
  expect: z.strictObject({
    counters: z.record(z.string(), z.int()).default({}),
    state: z.enum(['ready', 'lost', 'closed']).default('ready'),
  }),
});

/** One thing that happens in a scenario; README.md tells what each means. */
export type Step = z.output<typeof step>;

/** A conversation between a scripted worker and a client, and what it must come to. */
export type Scenario = z.output<typeof scenario>;

/** Every scenario, by the name of its file. */
export function loadScenarios(): ReadonlyMap<string, readonly Scenario[]> {
  const folder = join(import.meta.dirname, 'scenarios');
  return new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file, z.array(scenario).parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))]),
  );
}
