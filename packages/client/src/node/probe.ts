import {
  type BackendKind,
  type ConnectionFile,
  decodeFrame,
  parseWorkerMessage,
  SUBPROTOCOL,
} from '@pyrpl-mux/client';
import { z } from 'zod';

/** Longest wait for a worker's greeting [ms]; a worker greets in a few. */
const PATIENCE = 3000;

const greeting = z.object({
  worker: z.object({ pid: z.int() }),
  board: z.object({ key: z.string() }),
  backend: z.enum(['board', 'pyrpl']),
});

/** Who greets at an address. */
export interface WorkerIdentity {
  readonly pid: number;
  readonly board: string;
  readonly backend: BackendKind;
}

/**
 * What an address turned out to be: `live`, a worker that greets; `stale`, where no worker of this board can be reached
 * any more; `silent`, where a process lives but does not greet, or greets with an error that is not about the token.
 * `reason` is a clause: "process 4711 is gone".
 */
export type Probe =
  | { readonly found: 'live'; readonly worker: WorkerIdentity }
  | { readonly found: 'stale' | 'silent'; readonly reason: string };

/** Whether a process with this id exists. It may belong to somebody else. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Tells whether the worker that wrote a connection file is there: its process, behind its port, with its token and board. */
export async function probeConnectionFile(file: ConnectionFile, patience: number = PATIENCE): Promise<Probe> {
  if (!isProcessAlive(file.pid)) return { found: 'stale', reason: `process ${file.pid} is gone` };
  const probe = await probeAddress(file.url, file.token, patience);
  if (probe.found !== 'live') return probe;
  const { pid, board } = probe.worker;
  if (board !== file.board)
    return { found: 'stale', reason: `the worker at ${file.url} is that of ${board}` };
  if (pid !== file.pid) return { found: 'stale', reason: `the worker at ${file.url} is process ${pid}` };
  return probe;
}

/** Connects to an address, reads the greeting and leaves. Never rejects. */
export async function probeAddress(url: string, token: string, patience: number = PATIENCE): Promise<Probe> {
  const address = new URL(url);
  address.searchParams.set('token', token);
  const socket = new WebSocket(address, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  const { promise, resolve } = Promise.withResolvers<Probe>();
  const timer = setTimeout(
    () => resolve({ found: 'silent', reason: `nothing greets at ${url} within ${patience / 1000} s` }),
    patience,
  );
  socket.addEventListener('message', ({ data }) => resolve(judgeGreeting(url, data)), { once: true });
  socket.addEventListener('error', () =>
    resolve({ found: 'stale', reason: `no worker can be reached at ${url}` }),
  );
  socket.addEventListener('close', () => resolve({ found: 'stale', reason: `no worker greets at ${url}` }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function judgeGreeting(url: string, data: unknown): Probe {
  const noWorker: Probe = { found: 'stale', reason: `what answers at ${url} is no worker` };
  if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) return noWorker;
  try {
    const message = parseWorkerMessage(decodeFrame(data));
    if ('status' in message && message.status === 'error') {
      const unauthorized = message.error.code === 'unauthorized';
      return unauthorized
        ? { found: 'stale', reason: `the worker at ${url} refuses its token` }
        : { found: 'silent', reason: `the worker at ${url} answers: ${message.data}` };
    }
    const { worker, board, backend } = greeting.parse('status' in message ? message.data : undefined);
    return { found: 'live', worker: { pid: worker.pid, board: board.key, backend } };
  } catch {
    return noWorker;
  }
}
