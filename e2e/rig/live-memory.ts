import { WebSocket } from 'ws';

/** The memory of a process that is in use, as its garbage collector sees it. */
export interface LiveMemory extends Disposable {
  /** Collects garbage in the process and resolves with what is left, heap and array buffers, in MB. */
  megabytes(): Promise<number>;
}

function result(text: string): { readonly id: number; readonly value: unknown } {
  const message: unknown = JSON.parse(text);
  if (typeof message !== 'object' || message === null || !('id' in message) || typeof message.id !== 'number')
    return { id: 0, value: undefined };
  const outer = 'result' in message ? message.result : undefined;
  const inner = typeof outer === 'object' && outer !== null && 'result' in outer ? outer.result : undefined;
  return {
    id: message.id,
    value: typeof inner === 'object' && inner !== null && 'value' in inner ? inner.value : undefined,
  };
}

/**
 * Attaches to the inspector of a process that was started with `--inspect`.
 *
 * @param log what the process wrote to stderr, which names the inspector's address
 */
export async function inspectMemory(log: string): Promise<LiveMemory> {
  const url = /Debugger listening on (ws:\S+)/.exec(log)?.[1];
  if (url === undefined) throw new Error(`The process does not name its inspector:\n${log}`);
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, (value: unknown) => void>();
  let last = 0;
  socket.on('message', (data: Buffer) => {
    const { id, value } = result(data.toString());
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    megabytes: async () => {
      await ask('HeapProfiler.collectGarbage');
      const expression = 'process.memoryUsage().heapUsed + process.memoryUsage().external';
      return Number(await ask('Runtime.evaluate', { expression, returnByValue: true })) / 2 ** 20;
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}
