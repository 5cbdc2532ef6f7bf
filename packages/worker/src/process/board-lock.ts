import type { DatabaseSync } from 'node:sqlite';
import { ExitCode, WorkerStartError } from './exit-codes.ts';

const sqlite = loadSqlite();

/** Longest that two starters keep each other waiting before one of them has the lock [ms]. */
const CONTENTION = 500;

/** SQLite's result code for a file that another process has locked. */
const SQLITE_BUSY = 5;

/** The right to be a board's only worker. */
export interface BoardLock {
  /** Lets the next worker in. Does nothing if it was released before. */
  release(): void;
}

/**
 * Takes the lock of one board for as long as this process lives.
 *
 * The lock is an exclusive transaction on an empty SQLite file, for SQLite locks files on every system that Node runs
 * on, and the operating system lets go of the lock with the process. So there is nothing stale to recognise: no dead or
 * reused process id, and no moment in which two starters both remove a dead one's leftovers.
 *
 * @param path the lock file, made if it is missing and left in place for ever; its folder must exist
 * @throws WorkerStartError `boardTaken` if another process has it, `runtimeFolder` if the file can't be used
 */
export function takeBoardLock(path: string): BoardLock {
  let file: DatabaseSync | null = null;
  try {
    file = new sqlite.DatabaseSync(path, { timeout: CONTENTION });
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    file?.close();
    if (isBusy(cause)) {
      throw new WorkerStartError(
        ExitCode.boardTaken,
        `Another worker has this board (it holds ${path}). Attach to that one, or stop it first.`,
        { cause },
      );
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WorkerStartError(
      ExitCode.runtimeFolder,
      `The lock file ${path} can't be used: ${why}. Set PYRPL_MUX_RUNTIME_DIR to a folder that this user can write.`,
      { cause },
    );
  }
  let held: DatabaseSync | null = file;
  return {
    release: () => {
      held?.close();
      held = null;
    },
  };
}

/** Node 22 warns at loading that SQLite's interface may change; what is used here is the same in all later versions. */
function loadSqlite(): typeof import('node:sqlite') {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
