import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lockedPython } from '../../../scripts/python-environment.ts';

const SOURCES = fileURLToPath(new URL('../../../python/pyrpl_mux/src', import.meta.url));

/**
 * Runs a Python program with the Python client and numpy.
 *
 * @returns what it printed
 * @throws Error with what it wrote to stderr if it fails
 */
export async function runPython(program: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PYTHONPATH: SOURCES, PYTHONDONTWRITEBYTECODE: '1' };
  const python = await lockedPython('pyrpl-tests');
  const { stdout } = await promisify(execFile)(python, ['-c', program, ...args], { env });
  return stdout;
}
