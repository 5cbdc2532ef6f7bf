import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '@pyrpl-mux/client/node';

/** Random bytes of a token. */
const LENGTH = 32;

/**
 * The secret of a board's clients: made once, readable by this user only, and the same after every restart. To be called
 * by whoever holds the board's lock.
 *
 * @param path file that keeps it
 * @throws Error of the file system if that can't be read or written
 */
export async function boardToken(path: string): Promise<string> {
  const kept = (await readIfThere(path)).trim();
  if (kept !== '') return kept;
  const token = randomBytes(LENGTH).toString('base64url');
  await replaceFile(path, `${token}\n`);
  return token;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
