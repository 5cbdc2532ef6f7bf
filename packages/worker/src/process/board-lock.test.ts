import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeBoardLock } from './board-lock.ts';
import { ExitCode, WorkerStartError } from './exit-codes.ts';

/** Takes the lock that `argv` names, says so, and holds it until stdin closes. */
const program = `
  import { takeBoardLock } from ${JSON.stringify(new URL('board-lock.ts', import.meta.url).href)};
  try {
    const lock = takeBoardLock(process.argv[1]);
    process.stdout.write('taken');
    process.stdin.on('close', () => lock.release()).resume();
  } catch (error) {
    process.exitCode = error.exitCode;
  }
`;

type Contender = ChildProcessByStdio<Writable, Readable, null>;

let folder: string;
let path: string;
const running = new Map<Contender, Promise<unknown>>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-lock-'));
  path = join(folder, 'board.lock');
});

afterEach(async () => {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
  running.clear();
  await rm(folder, { recursive: true });
});

function contender(): Contender {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.set(child, once(child, 'exit'));
  return child;
}

async function taken(child: Contender): Promise<boolean> {
  const said = once(child.stdout, 'data').then(() => true);
  const ended = once(child, 'exit').then(([exitCode]) => {
    expect(exitCode).toBe(ExitCode.boardTaken);
    return false;
  });
  return await Promise.race([said, ended]);
}

describe('the board lock', () => {
  it('lets one of many racing processes win: "One board, one worker"', async () => {
    for (let round = 0; round < 3; round += 1) {
      const contenders = Array.from({ length: 6 }, contender);
      const outcomes = await Promise.all(contenders.map(taken));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      for (const child of contenders) child.stdin.destroy();
      await Promise.all(running.values());
    }
  });

  it('goes with its process, however that ends', async () => {
    const first = contender();
    expect(await taken(first)).toBe(true);
    expect(() => takeBoardLock(path)).toThrowError(WorkerStartError);
    first.kill('SIGKILL');
    await running.get(first);
    takeBoardLock(path).release();
    expect(await readdir(folder)).toEqual(['board.lock']);
  });

  it('can be released and taken again by the same process', () => {
    const lock = takeBoardLock(path);
    expect(() => takeBoardLock(path)).toThrowError(/Another worker has this board/);
    lock.release();
    lock.release();
    takeBoardLock(path).release();
  });

  it('tells a folder that is not there from a lock that is taken', () => {
    expect(() => takeBoardLock(join(folder, 'missing', 'board.lock'))).toThrowError(
      expect.objectContaining({ exitCode: ExitCode.runtimeFolder }),
    );
  });
});
