import type { CommandResult } from '@pyrpl-mux/client';

/** Data of the command `status`. */
export type WorkerStatus = CommandResult<'status'>;
