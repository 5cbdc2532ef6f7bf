import type { Clock } from '@pyrpl-mux/client';
import { destination, type Logger, pino } from 'pino';
import { z } from 'zod';

/** The worker's log. */
export type Log = Logger;

/** A log on standard error: one JSON object per line, or the sentence alone for a person who watches. */
export function createLog(level = 'info', { sentences = false } = {}): Log {
  const lines = destination({ fd: 2, sync: true });
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    sentences ? { write: (line: string) => void lines.write(`${sentenceIn(line)}\n`) } : lines,
  );
}

const entry = z.object({
  level: z.number(),
  msg: z.string(),
  err: z.object({ message: z.string(), stack: z.string().optional() }).optional(),
});

/** A fault of the program: where it happened is said as well. */
const FATAL = 60;

/** What a line of the log says to a person; a line that says nothing stays as it is. */
export function sentenceIn(line: string): string {
  const { data } = entry.safeParse(JSON.parse(line));
  if (data === undefined) return line.trim();
  const { level, msg, err } = data;
  if (err === undefined) return msg;
  return level === FATAL ? `${msg}\n${err.stack ?? err.message}` : `${msg} ${err.message}`;
}

/** Milliseconds in which one kind of message is logged once. */
const WINDOW = 10_000;

/** Kinds of messages told apart at a time; further ones share one window. */
const MAX_KINDS = 1024;

/** Logs what peers can provoke: once per kind and window, then with the number of those left out. */
export class LimitedLog {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #windows = new Map<string, { until: number; left: number }>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Detail for a worker that is being watched: not limited, for it is off otherwise. */
  debug(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.#log.debug(fields, message);
  }

  warn(kind: string, fields: Readonly<Record<string, unknown>>, message: string): void {
    const now = this.#clock.now();
    const key = this.#windows.has(kind) || this.#windows.size < MAX_KINDS ? kind : '';
    const window = this.#windows.get(key);
    if (window !== undefined && now < window.until) {
      window.left++;
      return;
    }
    const left = window?.left ?? 0;
    if (this.#windows.size >= MAX_KINDS) this.#forget(now);
    this.#windows.set(key, { until: now + WINDOW, left: 0 });
    this.#log.warn(left > 0 ? { ...fields, left_out: left } : fields, message);
  }

  #forget(now: number): void {
    for (const [kind, { until }] of this.#windows) if (until <= now) this.#windows.delete(kind);
  }
}
