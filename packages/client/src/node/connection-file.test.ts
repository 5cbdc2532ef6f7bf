import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostBoardKey, simulatedBoardKey } from './board-key.ts';
import {
  connectionFilePath,
  listConnectionFiles,
  readConnectionFile,
  removeConnectionFile,
  runtimeFolder,
  writeConnectionFile,
} from './connection-file.ts';

const file = {
  url: 'ws://127.0.0.1:8765/',
  token: 'secret',
  pid: 4711,
  board: 'sim:default',
  backend: 'board',
  version: '0.1.0',
} as const;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'pyrpl-mux-')), 'nested', 'runtime');
});
afterEach(async () => {
  await rm(join(folder, '..', '..'), { recursive: true, force: true });
});

describe('the runtime folder', () => {
  it('is the first of the four places that is set', () => {
    const all = { PYRPL_MUX_RUNTIME_DIR: '/mine', XDG_RUNTIME_DIR: '/run/user/1', LOCALAPPDATA: '/local' };
    expect(runtimeFolder(all)).toBe('/mine');
    expect(runtimeFolder({ ...all, PYRPL_MUX_RUNTIME_DIR: '' })).toBe(join('/run/user/1', 'pyrpl-mux'));
    expect(runtimeFolder({ LOCALAPPDATA: '/local' })).toBe(join('/local', 'pyrpl-mux'));
    expect(runtimeFolder({})).toMatch(/\.local.state.pyrpl-mux$/);
  });
});

describe('the name of a connection file', () => {
  it('is the board key with every character outside A-Za-z0-9.- replaced by _', () => {
    expect(connectionFilePath('sim:a b/..', '/run')).toBe(join('/run', 'sim_a_b_...json'));
    expect(connectionFilePath(hostBoardKey('RP-F0.local'), '/run')).toBe(
      join('/run', 'rp-f0.local_2222.json'),
    );
    expect(hostBoardKey('::1', 5000)).toBe('[::1]:5000');
    expect(simulatedBoardKey()).toBe('sim:default');
  });
});

describe('a connection file', () => {
  it('comes back as it was written, is readable by its user only, and leaves no draft', async () => {
    const path = await writeConnectionFile({ ...file, pid: 1 }, folder);
    expect(await writeConnectionFile(file, folder)).toBe(path);
    expect(await readConnectionFile('sim:default', folder)).toEqual(file);
    expect(await readdir(folder)).toEqual(['sim_default.json']);
    if (process.platform !== 'win32') {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  it('is never seen half-written by a reader', async () => {
    await writeConnectionFile(file, folder);
    const path = connectionFilePath(file.board, folder);
    const writers = Array.from({ length: 50 }, (_, pid) =>
      writeConnectionFile({ ...file, pid: pid + 1 }, folder),
    );
    const readers = Array.from({ length: 200 }, () => readFile(path, 'utf8'));
    for (const text of await Promise.all(readers)) {
      expect(JSON.parse(text)).toMatchObject({ board: 'sim:default' });
    }
    await Promise.all(writers);
  });

  it('that is missing, or of another board with the same file name, is not there', async () => {
    expect(await readConnectionFile('sim:default', folder)).toBeUndefined();
    expect(await listConnectionFiles(folder)).toEqual([]);
    await writeConnectionFile({ ...file, board: 'sim:a b' }, folder);
    expect(await readConnectionFile('sim:a:b', folder)).toBeUndefined();
  });

  it('is removed only while it names the process that goes', async () => {
    await writeConnectionFile(file, folder);
    expect(await removeConnectionFile(file.board, 1, folder)).toBe(false);
    expect(await removeConnectionFile(file.board, file.pid, folder)).toBe(true);
    expect(await removeConnectionFile(file.board, file.pid, folder)).toBe(false);
  });

  it('that cannot be understood is reported as a sentence that names it', async () => {
    const path = await writeConnectionFile(file, folder);
    await writeConnectionFile({ ...file, board: 'sim:other' }, folder);
    for (const text of ['{"url": "ws', 'null', JSON.stringify({ ...file, url: 'http://x/' })]) {
      await writeFile(path, text);
      await expect(readConnectionFile('sim:default', folder)).rejects.toThrow(path);
      const entries = await listConnectionFiles(folder);
      expect(entries.map((entry) => 'problem' in entry)).toEqual([true, false]);
    }
  });
});
