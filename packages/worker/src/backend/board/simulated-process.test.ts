import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isProcessAlive } from '@pyrpl-mux/client/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSimulatedBoardFile, simulatedBoardFilePath } from './simulated-board-file.ts';
import { SimulatedProcess } from './simulated-process.ts';

const program = [
  process.execPath,
  fileURLToPath(new URL('../../../bin/pyrpl-mux.js', import.meta.url)),
] as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-simulated-'));
});
afterEach(async () => {
  const { pid = process.pid } = readSimulatedBoardFile('test', folder) ?? {};
  if (pid !== process.pid) process.kill(pid);
  await rm(folder, { recursive: true });
});

const board = (settings = {}, run: readonly [string, ...string[]] = program): SimulatedProcess =>
  new SimulatedProcess({ kind: 'simulated', name: 'test', ...settings }, folder, { program: run });

describe('the process of a simulated board', () => {
  it('is started once and then found, with what it was made with', async () => {
    const address = await board({ seed: 7, noise: 0.001 }).reach();
    const [socket] = [connect(address)];
    await once(socket, 'connect');
    socket.destroy();
    expect(await board().reach()).toEqual(address);
    expect(await board({ seed: 7 }).reach()).toEqual(address);
    expect(board().configuration()).toMatchObject({ seed: 7, noise: 0.001 });
    expect(readSimulatedBoardFile('test', folder)).toMatchObject({ port: address.port, linger: 60 });
  });

  it('promise 10: "a conflicting configuration is refused, naming the difference, never silently ignored"', async () => {
    await board({ seed: 7 }).reach();
    expect(() => board({ seed: 8 }).check()).toThrow(/runs with seed 7 instead of 8/);
    await expect(board({ seed: 8 }).reach()).rejects.toMatchObject({
      code: 'config_mismatch',
      effect: 'none',
    });
  });

  it('names how to log in to one that a person runs with SSH, and leaves its file alone', async () => {
    const path = simulatedBoardFilePath('test', folder);
    const file = { port: 1, sshPort: 22, pid: process.pid, wiring: '', seed: 0, noise: 0, linger: null };
    await writeFile(path, JSON.stringify(file));
    await expect(board().reach()).rejects.toThrow(
      /Nothing was changed. Log in as to a real board: "serve --host 127.0.0.1 --ssh-port 22 --board-port 1 /,
    );
    expect(readSimulatedBoardFile('test', folder)).toEqual(file);
  });

  it('ends when it is stopped', async () => {
    const simulated = board();
    await simulated.reach();
    simulated.answered();
    const pid = readSimulatedBoardFile('test', folder)?.pid ?? 0;
    simulated.stop();
    await expect.poll(() => isProcessAlive(pid)).toBe(false);
    expect(readSimulatedBoardFile('test', folder)).toBeNull();
  });

  it('is not stopped if a person runs it, or if nobody has met it', async () => {
    const path = simulatedBoardFilePath('test', folder);
    const file = { port: 1, pid: process.pid, wiring: '', seed: 0, noise: 0 };
    await writeFile(path, JSON.stringify({ ...file, linger: null }));
    const simulated = board();
    simulated.answered();
    simulated.stop();
    await writeFile(path, JSON.stringify({ ...file, linger: 60 }));
    board().stop();
    expect(readSimulatedBoardFile('test', folder)).toMatchObject(file);
  });

  it('is started anew if what its file names is another program by now', async () => {
    const file = { port: 1, pid: process.pid, wiring: '', seed: 0, noise: 0, linger: 60 };
    await writeFile(simulatedBoardFilePath('test', folder), JSON.stringify(file));
    const simulated = board();
    expect(await simulated.reach()).toMatchObject({ port: 1 });
    for (let refusal = 0; refusal < 4; refusal += 1) simulated.refused();
    expect((await simulated.reach()).port).not.toBe(1);
  });

  it('says why it could not be started', async () => {
    const failing = board({}, [
      process.execPath,
      '--eval',
      'console.error("no board today"); process.exit(3)',
    ]);
    await expect(failing.reach()).rejects.toThrow(
      'The simulated board "test" could not be started: It ended with exit code 3 at once. no board today',
    );
    await expect(board({}, ['/does/not/exist']).reach()).rejects.toThrow(/could not be started: .*ENOENT/);
  });
});
