import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegisterLink } from '@pyrpl-mux/redpitaya';
import { SshConnection } from '@pyrpl-mux/redpitaya/login';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../observe/log.ts';
import { runWorker, type WorkerHandle } from '../../process/worker.ts';
import { matching } from '../../sessions/testing/matchers.ts';
import type { BoardLogin } from './board-options.ts';
import { type LinuxBoard, linuxBoard } from './testing/linux-board.ts';

interface Running {
  readonly worker: WorkerHandle;
  /** What was logged as a warning. */
  readonly warnings: string[];
}

async function start(
  { host, port, folder, login }: LinuxBoard,
  wanted: Partial<BoardLogin> = {},
  details: string[] = [],
): Promise<Running> {
  const warnings: string[] = [];
  const log = createLog('silent');
  log.warn = (...said: unknown[]) => {
    warnings.push(String(said.at(-1)));
  };
  log.debug = (...said: unknown[]) => {
    details.push(String(said.at(-1)));
  };
  const worker = await runWorker(
    {
      board: { kind: 'tcp', host, port, login: { ...login, ...wanted } },
      inputRange: { in1: 'LV', in2: 'LV' },
      listen: '127.0.0.1',
      port: 0,
      folder,
      logLevel: 'silent',
    },
    { log },
  );
  onTestFinished(async () => await worker.stop('The test is over.'));
  return { worker, warnings };
}

const becomes = async ({ backend }: WorkerHandle, state: string, reason = /^/): Promise<void> => {
  await expect
    .poll(() => backend.state, { timeout: 15_000 })
    .toMatchObject({ state, ...(state === 'ready' ? {} : { reason: matching(reason) }) });
};

const readyAgain = async (worker: WorkerHandle, links: number): Promise<void> => {
  await expect.poll(() => worker.backend.status()['links_made'], { timeout: 15_000 }).toBe(links);
  await becomes(worker, 'ready');
};

/** Runs a command on the board as somebody else's login would. */
async function onBoard({ host, login }: LinuxBoard, command: string): Promise<string> {
  const [port, credentials] = [login.sshPort, { password: 'root' }];
  await using ssh = await SshConnection.open({ host, port, user: 'root', credentials });
  return (await ssh.run(command)).stdout;
}

/** A PyRPL that uses the board. */
async function foreignPyrpl(board: LinuxBoard): Promise<RegisterLink> {
  const { host, port } = board;
  await onBoard(board, `/opt/pyrpl/monitor_server ${port} </dev/null >/dev/null 2>&1 &`);
  await expect.poll(async () => await onBoard(board, 'cat /proc/net/tcp')).toContain(' 0A ');
  const link = await RegisterLink.connect({ host, port });
  onTestFinished(() => link.close());
  return link;
}

describe('a worker that logs in', () => {
  it.each([1, 2, 3] as const)(
    'starts the register server, and again after a link loss (OS %i)',
    async (os) => {
      const board = await linuxBoard({ os });
      const { worker } = await start(board);
      await becomes(worker, 'ready');
      await onBoard(board, 'killall monitor_server');
      expect(worker.backend.state).toEqual({ state: 'ready' });
      await onBoard(board, 'killall pyrpl-mux-server');
      await readyAgain(worker, 2);
    },
  );

  it('logs in with a private key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const board = await linuxBoard({ authorizedKeys: [key] });
    const keyFile = join(board.folder, 'key');
    await writeFile(keyFile, key);
    const { worker } = await start(board, { credentials: { keyFile } });
    await becomes(worker, 'ready');
  });

  it('says that the password is wrong, and does not try it again and again', async () => {
    const board = await linuxBoard();
    const { worker, warnings } = await start(board, { credentials: { password: 'wrong' } });
    const refusal = /does not accept the user root with this password.* not tried again until the worker/;
    await becomes(worker, 'board_lost', refusal);
    expect(worker.backend.state).toMatchObject({ final: true });
    expect(warnings).toEqual([matching(refusal)]);
  });

  it('warns of one reason once, however often it tries again', async () => {
    const board = await linuxBoard();
    await board.linux.close();
    const tries: string[] = [];
    const { worker, warnings } = await start(board, {}, tries);
    await becomes(worker, 'board_lost', /Nothing answers SSH/);
    await expect.poll(() => tries.length).toBeGreaterThan(2);
    expect(warnings).toHaveLength(1);
  });

  it('names a foreign PyRPL as the reason why it has no board, and attaches when that has left', async () => {
    const board = await linuxBoard();
    const foreign = await foreignPyrpl(board);
    const { worker } = await start(board);
    await becomes(worker, 'board_lost', /in use by a PyRPL connected from 127\.0\.0\.1 .*--take-over/);
    expect(foreign.end).toBe(null);
    foreign.close();
    await becomes(worker, 'ready');
  });

  it('takes over once when asked to, after naming whom; a reconnect takes nothing from anybody', async () => {
    const board = await linuxBoard();
    const foreign = await foreignPyrpl(board);
    const { worker, warnings } = await start(board, { takeOver: true });
    await becomes(worker, 'ready');
    expect(foreign.end).not.toBe(null);
    expect(warnings[0]).toMatch(/^The board is taken over. In use by: a PyRPL connected from 127.0.0.1/);
    await onBoard(
      board,
      `killall pyrpl-mux-server; /opt/pyrpl/monitor_server ${board.port} </dev/null >/dev/null 2>&1 &`,
    );
    await becomes(worker, 'board_lost', /in use by a register server of PyRPL/);
    expect(await onBoard(board, 'pidof monitor_server')).not.toBe('');
  });

  it('loads the image once when asked to, after naming the live outputs, and never on a reconnect', async () => {
    const board = await linuxBoard();
    const before = board.fpga.fpga;
    const { worker, warnings } = await start(board, { loadFpga: true });
    await becomes(worker, 'ready');
    expect(warnings[0]).toMatch(
      /image is loaded now, and every output drops. Before it: No module drives an output; out1 is at/,
    );
    const loaded = board.fpga.fpga;
    expect(loaded).not.toBe(before);
    await onBoard(board, 'killall pyrpl-mux-server');
    await readyAgain(worker, 2);
    expect(board.fpga.fpga).toBe(loaded);
  });

  it('never loads an image unless asked to', async () => {
    const board = await linuxBoard({ image: 'stock' });
    const { worker } = await start(board);
    await becomes(
      worker,
      'board_lost',
      /carries the FPGA image "v0.94", not PyRPL's. Nothing was changed. .*--load-fpga/,
    );
    expect(board.fpga.image).toBe('stock');
  });

  it('stops while it logs in', async () => {
    const board = await linuxBoard();
    const { worker } = await start(board);
    await worker.stop('The test stops it.');
  });
});
