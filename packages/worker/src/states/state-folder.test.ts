import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateFolder } from './state-folder.ts';
import { type NewState, remarksOn } from './state-record.ts';

const STATE: NewState = {
  saved: '2026-05-04T03:02:01.000Z',
  note: 'a note',
  worker: '1.2.3',
  board: { key: 'sim:x', dna: '1a', backend: 'board', input_range: { in1: 'LV', in2: 'HV' } },
  modules: { pid0: { p: 0.1 + 0.2, input_filter: [] } },
};

let path: string;
let folder: StateFolder;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'pyrpl-mux-states-')), 'states');
  folder = new StateFolder(path);
});
afterEach(async () => {
  await rm(join(path, '..'), { recursive: true });
});

describe('the folder of states', () => {
  it('is empty as long as it is not there', async () => {
    expect(await folder.list()).toEqual([]);
  });

  it('keeps every number as it is, in lines for people, readable by its user only', async () => {
    const file = await folder.save('lock', STATE, false);
    expect((await folder.read('lock')).modules).toEqual(STATE.modules);
    expect(await readFile(file, 'utf8')).toContain('\n      "p": 0.30000000000000004,\n');
    expect(await readdir(path)).toEqual(['lock.json']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('lists the newest first, and those with a problem at the end', async () => {
    await folder.save('b', { ...STATE, saved: '2026-01-01T00:00:00.000Z' }, false);
    await folder.save('a', { ...STATE, saved: '2025-01-01T00:00:00.000Z' }, false);
    await folder.save('C', STATE, false);
    await writeFile(join(path, '0.json'), '{');
    expect((await folder.list()).map(({ name }) => name)).toEqual(['C', 'b', 'a', '0']);
  });

  it('follows a file that a person renames', async () => {
    await rename(await folder.save('one', STATE, false), join(path, 'two.json'));
    await expect(folder.read('one')).rejects.toThrow('There is no state "one"');
    expect((await folder.read('two')).note).toBe('a note');
  });

  it('replaces a state only if that is wanted, also if two save at once', async () => {
    const first = folder.save('lock', STATE, false);
    const second = folder.save('lock', { ...STATE, note: 'other' }, false);
    await first;
    await expect(second).rejects.toMatchObject({ code: 'invalid_params', effect: 'none' });
    expect((await folder.read('lock')).note).toBe('a note');
    await folder.save('lock', { ...STATE, note: 'new' }, true);
    expect((await folder.read('lock')).note).toBe('new');
  });

  it('says that it cannot be written, and why', async () => {
    await writeFile(path, 'in the way');
    await expect(folder.list()).rejects.toMatchObject({ code: 'internal', effect: 'none' });
    await expect(folder.save('a', STATE, false)).rejects.toThrow(/can't be read|could not be written/);
  });

  it('has an end', async () => {
    await mkdir(path);
    await Promise.all(Array.from({ length: 501 }, (_, n) => writeFile(join(path, `${n}.json`), '{}')));
    await expect(folder.save('one-more', STATE, false)).rejects.toMatchObject({ code: 'too_large' });
    const listed = await folder.list();
    expect(listed).toHaveLength(501);
    expect(listed.filter(({ problem }) => problem?.includes('not read'))).toHaveLength(1);
  });
});

describe('a file that cannot be used', () => {
  const good = JSON.stringify({ pyrpl_mux_state: 1, ...STATE });
  it.each([
    ['cut off', good.slice(0, -20), 'damaged'],
    ['empty', '', 'damaged'],
    ['of another program', '{"format": 1}', 'no state of pyrpl-mux'],
    ['no object', '[1]', 'no state of pyrpl-mux'],
    ['of a newer worker', good.replace('"pyrpl_mux_state":1', '"pyrpl_mux_state":2'), 'Its format is 2'],
    ['with another type', good.replace('"a note"', '7'), 'damaged: note'],
    ['of a board with unknown modules', good.replace('"pid0"', '"pid7"'), 'damaged: modules'],
    ['too large', good + ' '.repeat(300_000), 'bytes'],
  ])('(%s) is listed with its problem, hinders no other, and is refused', async (_, text, problem) => {
    await folder.save('good', STATE, false);
    await writeFile(join(path, 'bad.json'), text);
    const [one, other] = await folder.list();
    expect([one?.name, one?.problem]).toEqual(['good', null]);
    expect(other).toMatchObject({ name: 'bad', file: 'bad.json', saved: null, board: null });
    expect(other?.problem).toContain(problem);
    await expect(folder.read('bad')).rejects.toMatchObject({ code: 'invalid_params', effect: 'none' });
  });

  it('is one that is not called as a state, or is a folder', async () => {
    await folder.save('good', STATE, false);
    await writeFile(join(path, 'Upper.json'), good);
    await writeFile(join(path, 'notes.txt'), 'mine');
    await mkdir(join(path, 'folder.json'));
    const problems = (await folder.list()).map(({ file, problem }) => [file, problem]);
    expect(problems).toEqual([
      ['good.json', null],
      ['Upper.json', expect.stringContaining('rename')],
      ['folder.json', expect.stringContaining('no file')],
    ]);
  });

  // Windows lets only administrators make links.
  it.skipIf(process.platform === 'win32')(
    'is a link out of the folder, of whose target nothing is told',
    async () => {
      await folder.save('good', STATE, false);
      const secret = join(path, 'secret.txt');
      await writeFile(secret, 'password');
      await symlink(secret, join(path, 'bad.json'));
      const error = await folder.read('bad').catch((reason: unknown) => reason);
      expect(String(error)).toContain('a link');
      expect(String(error)).not.toContain('password');
    },
  );

  it('is none for a byte order mark', async () => {
    await folder.save('good', STATE, false);
    await writeFile(join(path, 'marked.json'), `\uFEFF${good}`);
    expect((await folder.read('marked')).note).toBe('a note');
  });
});

describe('what is said of a state from elsewhere', () => {
  it('names the board, the FPGA, the input range and the backend', () => {
    expect(remarksOn(STATE.board, STATE.board)).toEqual([]);
    const now = { key: 'sim:y', dna: '2b', backend: 'pyrpl', input_range: { in1: 'HV', in2: 'HV' } } as const;
    const remarks = remarksOn(STATE.board, now).join(' ');
    for (const word of ['sim:x', 'sim:y', '1a', '2b', 'in1 set to LV', 'now it is HV', 'pyrpl'])
      expect(remarks).toContain(word);
    expect(remarks).not.toContain('in2');
  });
});
