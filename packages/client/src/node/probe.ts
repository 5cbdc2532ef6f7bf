import { CommandError, type ConnectionFile, connect, type Greeting } from '@pyrpl-mux/client';
import { NodeWebSocket } from './node-web-socket.ts';

/** Longest wait for a worker's greeting [ms]; a worker greets in a few. */
const PATIENCE = 3000;

/**
 * What a connection file turned out to be: `live`, its worker greets; `stale`, its worker can't be reached any more;
 * `silent`, a process is there but does not greet, or greets with an error that is not about the token. `reason` is a
 * clause: "process 4711 is gone".
 */
export type Probe =
  | { readonly found: 'live'; readonly greeting: Greeting }
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

/**
 * Tells whether the worker that wrote a connection file is there: its process, behind its port, with its token and its
 * board.
 *
 * @param patience longest wait for the greeting [ms]
 */
export async function probeWorker(file: ConnectionFile, patience: number = PATIENCE): Promise<Probe> {
  if (!isProcessAlive(file.pid)) return { found: 'stale', reason: `process ${file.pid} is gone` };
  try {
    const signal = AbortSignal.timeout(patience);
    const { token } = file;
    const client = await connect(file.url, {
      token,
      arrays: 'json',
      reconnect: false,
      signal,
      webSocket: NodeWebSocket,
    });
    client.close();
    return judge(file, client.greeting);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return judgeRefusal(file.url, error, patience);
  }
}

function judge(file: ConnectionFile, greeting: Greeting): Probe {
  const { board, worker } = greeting;
  if (board.key !== file.board)
    return { found: 'stale', reason: `the worker at ${file.url} is that of ${board.key}` };
  if (worker.pid !== file.pid)
    return { found: 'stale', reason: `the worker at ${file.url} is process ${worker.pid}` };
  return { found: 'live', greeting };
}

function judgeRefusal(url: string, { code, message }: CommandError, patience: number): Probe {
  if (code === 'worker_lost') return { found: 'stale', reason: `no worker greets at ${url}` };
  if (code === 'unauthorized') return { found: 'stale', reason: `the worker at ${url} refuses its token` };
  if (code === 'cancelled')
    return { found: 'silent', reason: `nothing greets at ${url} within ${patience / 1000} s` };
  return { found: 'silent', reason: `the worker at ${url} answers: ${message.replace(/\.$/, '')}` };
}
