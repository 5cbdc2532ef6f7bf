import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of this folder that answers a line with a line. It ends with its standard input. */
export interface LineProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it said first. */
  readonly first: unknown;
  /** Sends an empty line and resolves with the answer. */
  ask(): Promise<unknown>;
}

/** Starts a program of this folder and waits for its first line. */
export async function startLineProcess(file: string, ...args: readonly string[]): Promise<LineProcess> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${file} ended with exit code ${child.exitCode}.`);
    return JSON.parse(line.value);
  };
  const first = await read();
  return {
    pid: child.pid ?? 0,
    first,
    ask: () => {
      child.stdin.write('\n');
      return read();
    },
    [Symbol.asyncDispose]: async () => {
      const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
      child.stdin.end();
      await ended;
    },
  };
}
