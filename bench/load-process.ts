import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Load } from './load-client.ts';

/** Clients at full rate in a process of their own. */
export interface LoadProcess {
  /** Ends them; resolves with the number of answers they got. */
  stop(): Promise<number>;
}

/** Starts a process of `load-client.ts`; resolves when each of its connections has had an answer. */
export async function startLoad(url: string, loads: readonly Load[]): Promise<LoadProcess> {
  const file = fileURLToPath(new URL('load-client.ts', import.meta.url));
  const child = spawn(process.execPath, [file, url, JSON.stringify(loads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<unknown> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error('A process of load clients ended before it was told to.');
    return JSON.parse(value);
  };
  await line();
  return {
    stop: async () => {
      child.stdin.end();
      const value = await line();
      await once(child, 'exit');
      if (
        typeof value === 'object' &&
        value !== null &&
        'answers' in value &&
        typeof value.answers === 'number'
      )
        return value.answers;
      throw new Error(`A process of load clients said ${JSON.stringify(value)}.`);
    },
  };
}
