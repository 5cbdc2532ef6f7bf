import { type CommandResult, commands } from '@pyrpl-mux/client';

/** How often a supervisor has started its worker again, and why it did so last. */
export type Restarts = CommandResult<'status'>['worker']['restarts'];

/** Of a worker that was started for the first time, or has no supervisor. */
export const NEVER_RESTARTED: Restarts = { count: 0, last: null };

/** Of {@link Restarts}. */
export const restartsSchema = commands.status.result.shape.worker.shape.restarts;
