import { WebSocket } from 'ws';

/** A WebSocket without any client library of ours, so that only the servers are compared. */
export interface RawSocket extends Disposable {
  /**
   * Calls `make(n)` for each request and keeps `inFlight` of them unanswered; resolves with requests per second, or
   * rejects at the first answer that does not begin with `start`.
   */
  rate(count: number, inFlight: number, make: (n: number) => string, start?: string): Promise<number>;
  /** Sends one frame and resolves with the next one; rejects if the connection ends before. */
  request(frame: string | Uint8Array): Promise<Buffer>;
  /** Sends one frame and resolves with the milliseconds until the next frame of at least `bytes` bytes. */
  roundTrip(frame: string | Uint8Array, bytes: number): Promise<number>;
}

/** Connects; with `greeting` the first frame is thrown away. */
export async function openRawSocket(url: string, greeting: boolean): Promise<RawSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let onFrame: (frame: Buffer) => void = () => undefined;
  let onClose: (error: Error) => void = () => undefined;
  socket.on('message', (data) => onFrame(Buffer.isBuffer(data) ? data : Buffer.alloc(0)));
  socket.on('close', (code) => onClose(new Error(`${url} closed the connection with ${code}.`)));
  const greeted = new Promise<void>((resolve) => {
    onFrame = () => resolve();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  if (greeting) await greeted;

  return {
    rate: (count, inFlight, make, start = '') =>
      new Promise((resolve, reject) => {
        let sent = 0;
        let answered = 0;
        const begin = performance.now();
        onClose = reject;
        onFrame = (frame) => {
          answered += 1;
          if (!frame.toString('latin1', 0, start.length).startsWith(start))
            reject(new Error(frame.toString()));
          if (answered === count) resolve((1000 * count) / (performance.now() - begin));
          else if (sent < count) socket.send(make(sent++));
        };
        while (sent < Math.min(inFlight, count)) socket.send(make(sent++));
      }),
    request: (frame) =>
      new Promise((resolve, reject) => {
        onClose = reject;
        onFrame = resolve;
        socket.send(frame);
      }),
    roundTrip: (frame, bytes) =>
      new Promise((resolve, reject) => {
        const begin = performance.now();
        onClose = reject;
        onFrame = ({ byteLength }) => {
          if (byteLength >= bytes) resolve(performance.now() - begin);
        };
        socket.send(frame);
      }),
    [Symbol.dispose]: () => socket.terminate(),
  };
}
