import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';

const MODULE = JSON.stringify(new URL('node-web-socket.ts', import.meta.url).href);

it.each(['close', 'terminate'] as const)(
  'a peer that never answers the goodbye does not keep a program alive after %s',
  async (end) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', (socket) => socket.pause());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const program = `
      import { NodeWebSocket } from ${MODULE};
      const sockets = [1, 2].map(() => new NodeWebSocket('ws://127.0.0.1:${address.port}/', 'p'));
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.addEventListener('open', resolve))));
      process.stdout.write('open');
      for (const socket of sockets) socket.${end}();
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { timeout: 8000 });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await once(child, 'close');
    for (const socket of server.clients) socket.terminate();
    server.close();
    expect({ said, code: child.exitCode }).toEqual({ said: 'open', code: 0 });
  },
);
