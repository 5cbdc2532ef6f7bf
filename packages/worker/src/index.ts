/**
 * The worker of a board, to be run in a process of one's own choice; the command line is `bin/pyrpl-mux.js`.
 *
 * @packageDocumentation
 */
export { ExitCode, WorkerStartError } from './process/exit-codes.ts';
export { runWorker, type WorkerHandle } from './process/worker.ts';
export type { WorkerOptions } from './process/worker-options.ts';
