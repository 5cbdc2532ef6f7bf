/*
 * What a page is sent at least: `node bare-broadcast.ts BYTES RATE` serves an empty page and sends every WebSocket at it
 * frames of so many bytes, so many a second, each beginning with the time of its sending (ms since 1970). Where a reader
 * has not taken the last one, it is sent none. It prints `{"port": ...}` when it listens and ends with its standard input.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const [bytes, rate] = process.argv.slice(2).map(Number);
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>bare</title><link rel="icon" href="data:,">');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const frame = new Float64Array(Math.ceil((bytes ?? 0) / 8));
const timer = setInterval(
  () => {
    frame[0] = performance.timeOrigin + performance.now();
    for (const socket of sockets.clients) if (socket.bufferedAmount === 0) socket.send(frame);
  },
  1000 / (rate ?? 60),
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string')
    process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => {
  clearInterval(timer);
  for (const socket of sockets.clients) socket.terminate();
  server.close();
});
