import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server of the benchmarks, running in a process of its own. */
export interface BenchServer extends Disposable {
  readonly url: string;
}

/** Starts one of this folder's servers; it prints `{"port": ...}` when it listens. */
export async function startServer(file: 'echo-server.ts' | 'prepared-trace-server.ts'): Promise<BenchServer> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', fileURLToPath(new URL(file, import.meta.url))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'port' in value && typeof value.port === 'number')
        resolve(value.port);
      else reject(new Error(`${file} said ${line}`));
    });
    child.once('error', reject);
  });
  return { url: `ws://127.0.0.1:${port}/`, [Symbol.dispose]: () => void child.kill() };
}
