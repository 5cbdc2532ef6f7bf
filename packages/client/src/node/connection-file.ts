import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionFile } from '@pyrpl-mux/client';
import { z } from 'zod';
import { replaceFile } from './replace-file.ts';

const SUFFIX = '.json';

const connectionFile = z.object({
  url: z.url({ protocol: /^wss?$/ }),
  token: z.string().min(1),
  pid: z.int().min(1),
  board: z.string().min(1),
  backend: z.enum(['board', 'pyrpl']),
  version: z.string(),
});

/** A connection file found in the runtime folder: its contents, or a sentence that says why it can't be used. */
export type ConnectionFileEntry =
  | { readonly path: string; readonly file: ConnectionFile }
  | { readonly path: string; readonly problem: string };

/**
 * The folder of the connection files (PROTOCOL.md, section 2): `PYRPL_MUX_RUNTIME_DIR`, else
 * `$XDG_RUNTIME_DIR/pyrpl-mux`, else `%LOCALAPPDATA%\pyrpl-mux`, else `~/.local/state/pyrpl-mux`. A variable that is set
 * to nothing counts as not set. Only connection files may end in `.json` there.
 */
export function runtimeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['PYRPL_MUX_RUNTIME_DIR']) return environment['PYRPL_MUX_RUNTIME_DIR'];
  const base = environment['XDG_RUNTIME_DIR'] || environment['LOCALAPPDATA'];
  return join(base || join(homedir(), '.local', 'state'), 'pyrpl-mux');
}

/** Name without extension of the files that belong to a board: its key, every character outside `A-Za-z0-9.-` as `_`. */
export function boardFileName(board: string): string {
  return board.replaceAll(/[^A-Za-z0-9.-]/g, '_');
}

/** Path of the connection file of the board with this key. */
export function connectionFilePath(board: string, folder: string = runtimeFolder()): string {
  return join(folder, boardFileName(board) + SUFFIX);
}

/**
 * Reads the connection file of one board.
 *
 * @returns undefined if there is none
 * @throws Error with a sentence if there is one that can't be read or understood
 */
export async function readConnectionFile(
  board: string,
  folder: string = runtimeFolder(),
): Promise<ConnectionFile | undefined> {
  const entry = await readEntry(connectionFilePath(board, folder));
  if (entry === undefined) return undefined;
  if ('problem' in entry) throw new Error(entry.problem);
  return entry.file.board === board ? entry.file : undefined;
}

/**
 * Writes the connection file of `file.board` in one step, readable by this user only: a reader sees the old contents or
 * the new, never a part.
 *
 * @returns the path
 */
export async function writeConnectionFile(
  file: ConnectionFile,
  folder: string = runtimeFolder(),
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = connectionFilePath(file.board, folder);
  await replaceFile(path, `${JSON.stringify(file, null, 2)}\n`);
  return path;
}

/**
 * Removes the connection file of a board if it still names the process `pid`, so that a worker that goes never removes
 * its successor's.
 *
 * @returns whether it was removed
 */
export async function removeConnectionFile(
  board: string,
  pid: number,
  folder: string = runtimeFolder(),
): Promise<boolean> {
  const path = connectionFilePath(board, folder);
  const entry = await readEntry(path);
  if (entry === undefined || 'problem' in entry || entry.file.pid !== pid) return false;
  await rm(path, { force: true });
  return true;
}

/** Every connection file of this user, whether its worker lives or not. */
export async function listConnectionFiles(
  folder: string = runtimeFolder(),
): Promise<readonly ConnectionFileEntry[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const paths = names.filter((name) => name.endsWith(SUFFIX)).toSorted();
  const entries = await Promise.all(paths.map((name) => readEntry(join(folder, name))));
  return entries.filter((entry) => entry !== undefined);
}

async function readEntry(path: string): Promise<ConnectionFileEntry | undefined> {
  try {
    const parsed = connectionFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return { path, file: parsed.data };
    return { path, problem: `${path} is no connection file: ${z.prettifyError(parsed.error)}` };
  } catch (error) {
    if (isMissing(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    return { path, problem: `The connection file ${path} can't be read: ${reason}` };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
