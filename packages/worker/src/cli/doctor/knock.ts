import { connect } from 'node:net';

/** Longest wait for the board to answer a connection [ms]. */
const CONNECT_LIMIT = 3000;

/** Whether somebody opens at a port: `open`, `refused`, or why nobody answers. */
export async function knock(host: string, port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host, port, timeout: CONNECT_LIMIT });
  socket.once('connect', () => resolve('open'));
  socket.once('timeout', () => resolve(`nothing came back within ${CONNECT_LIMIT / 1000} s`));
  socket.once('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'ECONNREFUSED' ? 'refused' : error.message),
  );
  try {
    return await promise;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
