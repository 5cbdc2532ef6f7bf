import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeHeader, HEADER_BYTES } from '../../link/frames.ts';
import { MonitorServer } from './monitor-server.ts';
import { MemoryBus } from './testing/memory-bus.ts';
import { WriteLog } from './write-log.ts';

const open: { close?(): void; destroy?(): void }[] = [];
afterEach(() => {
  for (const part of open.splice(0)) {
    part.close?.();
    part.destroy?.();
  }
});

async function serve(writes = new WriteLog()): Promise<MonitorServer> {
  const server = await MonitorServer.listen(new MemoryBus(), { host: '127.0.0.1', port: 0, writes });
  open.push(server);
  return server;
}

/** A bare client that keeps everything it receives. */
class Client {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  readonly closed: Promise<unknown>;

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.socket.emit('received');
    });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    open.push(this.socket);
  }

  async receive(length: number): Promise<Buffer> {
    while (this.received.length < length) await once(this.socket, 'received');
    const bytes = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return bytes;
  }
}

function request(
  kind: 'read' | 'write',
  address: number,
  count: number,
  words: readonly number[] = [],
): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + 4 * words.length);
  encodeHeader(bytes, 0, kind, address, count);
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, HEADER_BYTES + 4 * index);
  return bytes;
}

describe('MonitorServer', () => {
  it('echoes the header of a write, then reads the words back', async () => {
    const server = await serve();
    const client = new Client(server.port);
    const write = request('write', 0x40000000, 2, [1, 0xffffffff]);
    const read = request('read', 0x40000000, 2);
    client.socket.write(Buffer.concat([write, read]));
    expect(await client.receive(8)).toEqual(write.subarray(0, 8));
    expect(await client.receive(16)).toEqual(Buffer.concat([read, write.subarray(8)]));
  });

  it('takes requests cut at any byte', async () => {
    const writes = new WriteLog();
    const server = await serve(writes);
    const client = new Client(server.port);
    const bytes = Buffer.concat([request('read', 0x100, 0), request('write', 0x100, 2, [5, 6])]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      client.socket.write(bytes.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      client.socket.write(bytes.subarray(cut));
      expect(await client.receive(8)).toEqual(bytes.subarray(8, 16));
    }
    expect(writes.total).toBe(bytes.length + 1);
  });

  it('never answers n = 0, whatever the opcode', async () => {
    const server = await serve();
    const client = new Client(server.port);
    const read = request('read', 0x40000000, 1);
    client.socket.write(Buffer.from('c\0\0\0\0\0\0\0x\0\0\0\0\0\0\0r\0\0\0\0\0\0\0', 'latin1'));
    client.socket.write(read);
    expect(await client.receive(12)).toEqual(Buffer.concat([read, Buffer.alloc(4)]));
    expect(client.received.length).toBe(0);
  });

  it('echoes the reserved byte', async () => {
    const server = await serve();
    const client = new Client(server.port);
    const read = request('read', 0x40000000, 1);
    read[1] = 0x5a;
    client.socket.write(read);
    expect((await client.receive(12)).subarray(0, 8)).toEqual(read);
  });

  it('ends at an unknown opcode', async () => {
    const server = await serve();
    const client = new Client(server.port);
    client.socket.write(Buffer.from('x\0\x01\0\0\0\0\0', 'latin1'));
    expect(await server.exited).toMatchObject({ code: 255, reason: 'The opcode 0x78 is unknown.' });
    await client.closed;
  });

  it('ends in good order at "c" with words', async () => {
    const server = await serve();
    const client = new Client(server.port);
    client.socket.write(Buffer.from('c\0\x01\0\0\0\0\0', 'latin1'));
    expect(await server.exited).toMatchObject({ code: 0 });
    await client.closed;
  });

  it('ends when its client leaves, and writes nothing of a short write', async () => {
    const writes = new WriteLog();
    const server = await serve(writes);
    const client = new Client(server.port);
    client.socket.end(request('write', 0x100, 2, [1]));
    expect(await server.exited).toMatchObject({ code: 255 });
    expect(writes.total).toBe(0);
  });

  it('still does what its client sent before leaving', async () => {
    const writes = new WriteLog();
    const server = await serve(writes);
    const client = new Client(server.port);
    client.socket.end(request('write', 0x100, 1, [1]));
    await server.exited;
    expect(writes.entries).toEqual([{ address: 0x100, count: 1, cycle: 0 }]);
  });

  it.each([
    ['past its window', 0x1fffc, 2],
    ['off the word boundary', 0x102, 1],
  ])('dies of a transfer %s', async (_, address, count) => {
    const server = await serve();
    const client = new Client(server.port);
    client.socket.write(request('read', address, count));
    expect(await server.exited).toMatchObject({ code: 139 });
    await client.closed;
  });

  it('lets a second client connect but never serves it, and drops it at its end', async () => {
    const server = await serve();
    const first = new Client(server.port);
    const read = request('read', 0x40000000, 1);
    first.socket.write(read);
    await first.receive(12);
    const second = new Client(server.port);
    await once(second.socket, 'connect');
    second.socket.write(read);
    first.socket.write(read);
    await first.receive(12);
    expect(second.received.length).toBe(0);
    first.socket.destroy();
    await Promise.all([server.exited, second.closed]);
    expect(second.received.length).toBe(0);
    const third = new Client(server.port);
    await expect(once(third.socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('stops serving while its client does not read', async () => {
    const server = await serve();
    const client = new Client(server.port);
    await once(client.socket, 'connect');
    client.socket.pause();
    const read = request('read', 0x100, 0x7fc0);
    for (let sent = 0; sent < 200; sent += 1) client.socket.write(read);
    client.socket.resume();
    for (let got = 0; got < 200; got += 1) await client.receive(8 + 4 * 0x7fc0);
    expect(client.received.length).toBe(0);
  });
});
