import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { WorkerConfig } from '@pyrpl-mux/client/node';
import { z } from 'zod';

const CONTENDER = fileURLToPath(new URL('contender.ts', import.meta.url));

const info = z.object({ pid: z.int(), url: z.string(), board: z.string(), startedHere: z.boolean() });
const verdict = z.object({ wrong: z.int() });

/** Another program on the same computer that shares the board through a manager of its own. */
export interface OtherProgram {
  /** What its `startWorker` answered. */
  readonly info: z.output<typeof info>;
  /** How many of its setpoints were not answered with its own value. */
  readonly wrong: number;
  /** Lets it shut down; resolves with its exit code. */
  finish(): Promise<unknown>;
  /** Ends it at once. */
  kill(): void;
}

/** Starts another program and waits until it has its worker and the answers to its setpoints. */
export async function startProgram(config: WorkerConfig, setpoints = 0): Promise<OtherProgram> {
  const args = ['--conditions=source', CONTENDER, JSON.stringify(config), String(setpoints)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]: unknown[]) => code);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`The other program ended early: ${String(await ended)}`);
    return JSON.parse(line.value);
  };
  const program = { info: info.parse(await read()), ...verdict.parse(await read()) };
  return {
    ...program,
    finish: async () => {
      child.stdin.end();
      return await ended;
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
