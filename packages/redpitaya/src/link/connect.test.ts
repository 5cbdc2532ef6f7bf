import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { RegisterLink } from './register-link.ts';
import { ManualClock } from './testing/manual-clock.ts';

/** A board whose register server has ended. */
async function endedBoard(): Promise<SimulatedBoard> {
  const board = await SimulatedBoard.start({ fpga: new MemoryBus(), restart: 'manual' });
  (await RegisterLink.connect({ host: board.host, port: board.port })).close();
  await expect.poll(() => board.listening).toBe(false);
  return board;
}

describe('RegisterLink.connect', () => {
  it('says that the register server has ended, and how to start it', async () => {
    const { host, port } = await endedBoard();
    await expect(RegisterLink.connect({ host, port })).rejects.toMatchObject({
      code: 'not_started',
      effect: 'none',
      message:
        `No register server listens at ${host}:${port}: it ends with each connection and must be started again. ` +
        'On a Red Pitaya this is done over SSH, which "serve --user root --password root" does; ' +
        'a simulated board does it by itself as long as its process runs.',
    });
  });

  it('starts it if told how, and waits until it listens', async () => {
    const board = await endedBoard();
    let started = 0;
    const startServer = async (): Promise<void> => {
      started += 1;
      // The hook returns before the server listens, as a shell command does.
      setTimeout(() => void board.startServer(), 80);
      await Promise.resolve();
    };
    const link = await RegisterLink.connect({ host: board.host, port: board.port, startServer });
    expect(started).toBe(1);
    expect(await link.lane('a').read(0, 1)).toEqual(Uint32Array.of(0));
    link.close();
    board.close();
  });

  it('leaves a server alone that is there', async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    const startServer = (): Promise<void> => Promise.reject(new Error('not needed'));
    await using link = await RegisterLink.connect({ host: board.host, port: board.port, startServer });
    expect(link.end).toBe(null);
  });

  it('says why starting failed', async () => {
    const { host, port } = await endedBoard();
    const startServer = (): Promise<void> => Promise.reject(new Error('Wrong password.'));
    await expect(RegisterLink.connect({ host, port, startServer })).rejects.toMatchObject({
      code: 'not_started',
      message: `The register server at ${host}:${port} could not be started: Wrong password.`,
    });
  });

  it('gives up when starting does not help', async () => {
    const { host, port } = await endedBoard();
    const clock = new ManualClock();
    const link = RegisterLink.connect({ host, port, clock, startServer: () => Promise.resolve() });
    const failed = expect(link).rejects.toMatchObject({
      code: 'not_started',
      message: /was started but does not answer/,
    });
    const settled = link.then(
      () => true,
      () => true,
    );
    for (let done = false; !done; clock.advance(50)) {
      done = await Promise.race([
        settled,
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1)),
      ]);
    }
    await failed;
    expect(clock.now()).toBeGreaterThanOrEqual(3000);
    expect(clock.armed).toBe(0);
  });

  it('does not hand out a link that waits in the backlog behind another program', async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    const { host, port } = board;
    await using first = await RegisterLink.connect({ host, port });
    await expect(RegisterLink.connect({ host, port, replyTimeoutMs: 100 })).rejects.toMatchObject({
      code: 'timeout',
      message: /accepted the connection but did not serve it within 0.1 s: .* another program/,
    });
    expect(first.end).toBe(null);
  });

  it('is unreachable when the name is unknown', async () => {
    await expect(RegisterLink.connect({ host: 'no-such-board.invalid', port: 2222 })).rejects.toMatchObject({
      code: 'unreachable',
      message: /^no-such-board\.invalid:2222 cannot be reached: /,
    });
  });

  it('ends at once when what listens there is no register server', async () => {
    const { listener, port } = await listen((server) =>
      server.on('connection', (socket) =>
        socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ),
    );
    await expect(RegisterLink.connect({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'out_of_step',
    });
    listener.close();
  });

  it.each(['before', 'while waiting for the board', 'while the server is being started'])(
    'stops with the reason of the signal: %s',
    async (when) => {
      const board = await (when.includes('board')
        ? SimulatedBoard.start({ fpga: new MemoryBus(), restart: 'manual' })
        : endedBoard());
      const { host, port } = board;
      const other = when.includes('board') ? await RegisterLink.connect({ host, port }) : null;
      const controller = new AbortController();
      const reason = new Error('No longer wanted.');
      const startServer = (signal: AbortSignal): Promise<void> =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      if (when === 'before') controller.abort(reason);
      else setTimeout(() => controller.abort(reason), 30);
      const { signal } = controller;
      await expect(RegisterLink.connect({ host, port, signal, startServer })).rejects.toBe(reason);
      other?.close();
      board.close();
    },
  );
});

async function listen(prepare: (server: Server) => void): Promise<{ listener: Server; port: number }> {
  const listener = createServer();
  prepare(listener);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
  return { listener, port: address.port };
}
