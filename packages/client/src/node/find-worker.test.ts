import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, type ConnectionFile } from '@pyrpl-mux/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { greeting } from '../testing/greeting.ts';
import { writeConnectionFile } from './connection-file.ts';
import { findWorker, findWorkerOfBoard } from './find-worker.ts';
import { probeWorker } from './probe.ts';

let folder: string;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await rm(folder, { recursive: true, force: true });
});

/** Something that greets every WebSocket with `first`, or with nothing. */
async function greeter(first: unknown): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    if (first !== undefined) socket.send(typeof first === 'string' ? first : JSON.stringify(first));
  });
  return urlOf(server.address());
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `ws://127.0.0.1:${address.port}/`;
}

function greetingOf(board: string, pid = process.pid): unknown {
  return {
    status: 'ok',
    data: {
      ...greeting,
      worker: { ...greeting.worker, pid },
      board: { ...greeting.board, key: board },
    },
  };
}

function fileOf(board: string, url: string, pid = process.pid): ConnectionFile {
  return { url, token: `token of ${board}`, pid, board, backend: 'board', version: '0.1.0' };
}

async function runningWorker(board: string): Promise<ConnectionFile> {
  const file = fileOf(board, await greeter(greetingOf(board)));
  await writeConnectionFile(file, folder);
  return file;
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

function find(options: Parameters<typeof findWorker>[0] = {}, more: NodeJS.ProcessEnv = {}) {
  return findWorker({ environment: { PYRPL_MUX_RUNTIME_DIR: folder, ...more }, ...options });
}

describe('finding the worker', () => {
  it('takes the address that is given, then the environment, then the only live worker', async () => {
    const file = await runningWorker('sim:a');
    const environment = { PYRPL_MUX_URL: 'ws://elsewhere:1/', PYRPL_MUX_TOKEN: 'theirs' };
    expect(await find({ url: 'ws://other/', token: 't' }, environment)).toEqual({
      url: 'ws://other/',
      token: 't',
    });
    expect(await find({}, environment)).toEqual({ url: 'ws://elsewhere:1/', token: 'theirs' });
    expect(await find()).toEqual({ url: file.url, token: file.token, pid: process.pid });
    expect(await find({ board: 'sim:a' }, environment)).toMatchObject({ url: file.url, token: file.token });
    expect(await find({ url: file.url })).toEqual({ url: file.url, token: file.token });
  });

  it('says where it looked if there is none, and how to start one', async () => {
    await expect(find()).rejects.toThrow(`there is no connection file in ${folder}`);
    await expect(find({ board: 'sim:a' })).rejects.toThrow(
      /No worker is running for sim:a: .*pyrpl-mux serve/,
    );
    await expect(find({ url: 'ws://other/' })).rejects.toThrow(/token of the worker at ws:\/\/other\//);
  });

  it('refuses to choose between two workers, and lists both: "two workers and no url given"', async () => {
    const [a, b] = [await runningWorker('sim:a'), await runningWorker('sim:b')];
    const error = await find().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(String(error)).toContain(`sim:a at ${a.url}, sim:b at ${b.url}`);
    expect(await find({ board: 'sim:b' })).toMatchObject({ url: b.url, token: b.token });
  });

  it('chooses the live one among stale files', async () => {
    await writeConnectionFile(fileOf('sim:dead', 'ws://127.0.0.1:1/', await deadProcess()), folder);
    await writeFile(join(folder, 'broken.json'), '{');
    const live = await runningWorker('sim:live');
    expect(await find()).toMatchObject({ url: live.url, token: live.token });
    expect(await findWorkerOfBoard('sim:dead', folder)).toBeUndefined();
    expect(await findWorkerOfBoard('sim:live', folder)).toEqual(live);
  });
});

describe('a stale connection file', () => {
  async function reasonOf(file: ConnectionFile): Promise<string> {
    const probe = await probeWorker(file, 1000);
    if (probe.found !== 'stale') throw new Error(`found ${probe.found}`);
    return probe.reason;
  }

  it('is one whose process is gone', async () => {
    const url = await greeter(greetingOf('sim:a'));
    expect(await reasonOf(fileOf('sim:a', url, await deadProcess()))).toMatch(/^process \d+ is gone$/);
  });

  it('is one at whose port nobody listens, or somebody else', async () => {
    expect(await reasonOf(fileOf('sim:a', 'ws://127.0.0.1:1/'))).toContain('no worker greets');
    const other: Server = createServer((socket) => socket.end('220 mail.example.org\r\n'));
    closers.push(() => other.close());
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    expect(await reasonOf(fileOf('sim:a', urlOf(other.address())))).toContain('no worker greets');
    for (const noise of ['hello', '{"status":"ok","data":{}}', '{"event":"x"}', '[]']) {
      expect(await reasonOf(fileOf('sim:a', await greeter(noise)))).toContain('no worker greets');
    }
  });

  it('is one whose worker is another, has another board or refuses the token', async () => {
    expect(await reasonOf(fileOf('sim:a', await greeter(greetingOf('sim:a', 1))))).toMatch(/is process 1$/);
    expect(await reasonOf(fileOf('sim:a', await greeter(greetingOf('sim:b'))))).toMatch(/that of sim:b$/);
    const refusal = {
      status: 'error',
      data: 'The token is wrong.',
      error: { code: 'unauthorized', effect: 'none' },
    };
    expect(await reasonOf(fileOf('sim:a', await greeter(refusal)))).toContain('refuses its token');
  });
});

describe('a worker that lives but does not greet', () => {
  it('is neither trusted nor taken for gone', async () => {
    const file = fileOf('sim:a', await greeter(undefined));
    expect(await probeWorker(file, 100)).toEqual({
      found: 'silent',
      reason: `nothing greets at ${file.url} within 0.1 s`,
    });
    const full = await greeter({
      status: 'error',
      data: 'Too many sessions.',
      error: { code: 'busy', effect: 'none' },
    });
    await writeConnectionFile(fileOf('sim:a', full), folder);
    await expect(findWorkerOfBoard('sim:a', folder)).rejects.toThrow(/can't be used.*Too many sessions/);
    await expect(find()).rejects.toThrow(/sim:a \(process \d+\) can't be used.*Too many sessions/);
  });
});
