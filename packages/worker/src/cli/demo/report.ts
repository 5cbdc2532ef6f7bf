import { z } from 'zod';
import { ROLES } from './roles.ts';

const report = z.object({
  role: z.enum(ROLES),
  /** Commands sent. */
  asked: z.int(),
  /** Answers that were checked and found right. */
  right: z.int(),
  /** Error responses. */
  errors: z.int(),
  /** Commands that were never answered. */
  lost: z.int(),
  /** Answers beyond the one to each command. */
  duplicated: z.int(),
  /** Answers to another question. */
  misrouted: z.int(),
  /** Seconds since the first question. */
  seconds: z.number(),
  per_second: z.number(),
  p50_ms: z.number(),
  p99_ms: z.number(),
  /** What was wrong first, as a sentence. */
  problem: z.string().nullable(),
  /** The last trace, drawn. */
  drawing: z.array(z.string()),
  /** Whether the program has finished. */
  finished: z.boolean(),
});

/** What a program of the demo tells its parent, several times a second. */
export type DemoReport = z.output<typeof report>;

/** Reads a message of a program of the demo; null for anything else. */
export function parseDemoReport(message: unknown): DemoReport | null {
  return report.safeParse(message).data ?? null;
}

/** Whether every command was answered once, by the answer to it. */
export function isFlawless({
  asked,
  right,
  errors,
  lost,
  duplicated,
  misrouted,
  finished,
}: DemoReport): boolean {
  return finished && asked > 0 && right === asked && errors + lost + duplicated + misrouted === 0;
}
