import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pyrpl-mux/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateFile } from './state-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-state-'));
  path = join(folder, 'board.state');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const open = (): StateFile => new StateFile(path, systemClock, (error) => expect.fail(String(error)));

describe('the state file', () => {
  it('keeps what was remembered, readable by its user only, and leaves no draft', async () => {
    const file = open();
    file.remember('asg0', { waveform: 'sin' });
    file.remember('asg0', { waveform: 'ramp' });
    file.remember('scope', { trigger_source: null });
    await file.close();
    const again = open();
    expect(again.recall('asg0')).toEqual({ waveform: 'ramp' });
    expect(again.recall('scope')).toEqual({ trigger_source: null });
    expect(await readdir(folder)).toEqual(['board.state']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('has forgotten a module on disk before that resolves, so that a killed worker leaves nothing wrong behind', async () => {
    const file = open();
    file.remember('asg0', { waveform: 'sin' });
    file.remember('asg1', { waveform: 'dc' });
    await file.close();
    const next = open();
    await next.forget('asg0');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ asg1: { waveform: 'dc' } });
    expect(next.recall('asg0')).toBeUndefined();
  });

  it.each(['', '[1', '[]', 'null'])('takes the contents %j for nothing', async (text) => {
    await writeFile(path, text);
    expect(open().recall('asg0')).toBeUndefined();
  });

  it('says that it cannot be written, and goes on', async () => {
    const failures: unknown[] = [];
    const file = new StateFile(join(folder, 'missing', 'x'), systemClock, (error) => failures.push(error));
    file.remember('asg0', 1);
    await file.close();
    expect(failures).toHaveLength(1);
    expect(file.recall('asg0')).toBe(1);
  });
});
