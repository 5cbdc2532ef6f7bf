import { commands, SIGNALS } from '@pyrpl-mux/client';
import { z } from 'zod';

/** What a call waits for, as `WaitState` of the driver. */
const waitState = z.union([
  z.object({
    kind: z.enum(['filling', 'armed', 'recording']),
    source: commands.scope_set_trigger.result,
    edgeOf: z.enum(SIGNALS).nullable(),
    threshold: z.number(),
  }),
  z.object({ kind: z.literal('between_traces'), done: z.int(), total: z.int() }),
  z.object({ kind: z.literal('averaging'), averagingTime: z.number(), settlingTime: z.number() }),
]);

const ready = z.object({
  pyrpl: z.string(),
  python: z.string(),
  /** True clock frequency of the board divided by 125 MHz. */
  frequency_correction: z.number().default(1),
  /** Whether the FPGA image was loaded, which resets every register. */
  image_loaded: z.boolean(),
  /** What PyRPL has written to the board while it started. */
  writes: z.array(z.unknown()).default([]),
  /** What it wanted to write and was kept from. */
  withheld: z.array(z.unknown()).default([]),
});

const effect = z.enum(['none', 'done', 'unknown']);

const failed = z.object({
  code: z.string(),
  message: z.string(),
  tries: z.int().default(1),
  /** Trying again can't help without a person. */
  final: z.boolean().optional(),
  /** What each call that it had begun and not answered has done; it has begun no other. */
  pending: z
    .array(z.object({ id: z.int(), effect }))
    .transform((calls) => new Map(calls.map((call) => [call.id, call.effect])))
    .optional(),
});

const running = z.object({
  /** The call into PyRPL, such as `pid0.setup: setpoint`. */
  call: z.string(),
  id: z.int().nullable(),
  /** How long it has been running [s]. */
  since: z.number(),
});

const callError = z
  .object({
    code: z.enum(['invalid', 'unsupported', 'timeout', 'aborted', 'board_fault', 'internal']),
    message: z.string(),
    effect,
    parameter: z.string().optional(),
    value: z.unknown().optional(),
    range: z.string().optional(),
    unit: z.string().default('1'),
    state: waitState.optional(),
    /** How long it was waited [s]. */
    waited: z.number().optional(),
    /** What the end of the wait leaves behind, as a sentence. */
    consequence: z.string().default(''),
  })
  .transform(({ state, waited = 0, consequence, ...error }) => ({
    ...error,
    wait: state === undefined ? null : { state, waited, consequence },
  }));

const childMessage = z.union([
  z.object({ heartbeat: z.object({ seq: z.int(), running: running.nullable() }) }),
  z.object({ id: z.int(), result: z.unknown() }).refine((message) => 'result' in message),
  z.object({ id: z.int(), error: callError }),
  z.object({ id: z.int(), waiting: waitState }),
  z.object({ id: z.int(), progress: z.object({ done: z.int(), total: z.int() }) }),
  z.object({ ready }),
  z.object({ failed }),
]);

/** What the Python child says. */
export type ChildMessage = z.output<typeof childMessage>;

/** What a child tells when it has its board. */
export type ChildReady = z.output<typeof ready>;

/** Why a child could not have its board. */
export type ChildFailure = z.output<typeof failed>;

/** The call into PyRPL that runs at present. */
export type RunningCall = z.output<typeof running>;

/** Why a call failed, in the child's words. */
export type ChildCallError = z.output<typeof callError>;

/** Reads a message of the child; null for anything that is none. */
export function parseChildMessage(message: unknown): ChildMessage | null {
  return childMessage.safeParse(message).data ?? null;
}
