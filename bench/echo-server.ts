import { WebSocketServer } from 'ws';

/**
 * A bare WebSocket server in a process of its own, against which the worker is held: it sends every text back as it is,
 * and answers a binary frame (a little-endian length) with a binary frame of that many bytes.
 */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const frames = new Map<number, Buffer>();

server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    if (!isBinary || !Buffer.isBuffer(data)) return socket.send(data, { binary: false });
    const length = data.readUInt32LE(0);
    const frame = frames.get(length) ?? Buffer.alloc(length, 1);
    frames.set(length, frame);
    socket.send(frame);
  });
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});
