import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostKeyFile, hostKeyPath } from './host-key-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-hostkey-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('HostKeyFile', () => {
  it('remembers the key of a board, one per board and port', async () => {
    const path = hostKeyPath('rp-f05eed.local', 22, folder);
    expect(path).not.toBe(hostKeyPath('rp-f05eed.local', 2200, folder));
    const file = new HostKeyFile('rp-f05eed.local', path);
    expect(file.known).toBe(null);
    await file.remember('SHA256:one');
    expect(new HostKeyFile('rp-f05eed.local', path).known).toBe('SHA256:one');
  });

  it('remembers none of this computer itself, where simulated boards and tunnels come and go', async () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) {
      const file = new HostKeyFile(host, hostKeyPath(host, 2200, folder));
      await file.remember('SHA256:one');
      expect(file.known).toBe(null);
    }
  });
});
