import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPyrplStandIns } from '../simulated/linux/pyrpl-stand-ins.ts';
import { deviceTreeFor, findPyrpl, loaderOf } from './pyrpl-package.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-package-'));
  for (const [path, bytes] of createPyrplStandIns()) {
    const file = join(folder, 'pyrpl', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('findPyrpl', () => {
  it('takes the folder of the package and the one that it is in', async () => {
    for (const path of [folder, join(folder, 'pyrpl')]) {
      expect(await findPyrpl({ path })).toMatchObject({
        folder: join(folder, 'pyrpl'),
        image: join(folder, 'pyrpl', 'fpga', 'red_pitaya.bin'),
      });
    }
  });

  it('asks a Python, which does not run the package', async () => {
    await writeFile(join(folder, 'pyrpl', '__init__.py'), 'raise SystemExit("it was run")');
    const before = process.env['PYTHONPATH'];
    process.env['PYTHONPATH'] = folder;
    try {
      const found = await findPyrpl({ pythons: ['no-such-python', 'python3', 'python'] });
      expect(found.folder).toBe(join(folder, 'pyrpl'));
    } finally {
      if (before === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = before;
    }
  });

  it('says where it has looked', async () => {
    await rename(join(folder, 'pyrpl'), join(folder, 'other'));
    await expect(findPyrpl({ path: folder })).rejects.toMatchObject({
      code: 'files_missing',
      finding: `PyRPL's FPGA image and register server were not found at ${folder} and ${join(folder, 'pyrpl')}; nothing was put on the board.`,
      next: 'Name an installed PyRPL with --pyrpl PATH, or a Python that has it with --python PROGRAM.',
    });
    await expect(findPyrpl({ pythons: ['no-such-python'] })).rejects.toThrow(/by asking no-such-python/);
  });
});

it('the loader that a program needs is read from its bytes', () => {
  const files = createPyrplStandIns();
  expect(loaderOf(files.get('monitor_server/monitor_server') ?? new Uint8Array())).toBe('/lib/ld-linux.so.3');
  expect(loaderOf(files.get('monitor_server/monitor_server_0.95') ?? new Uint8Array())).toBe(
    '/lib/ld-linux-armhf.so.3',
  );
  expect(loaderOf(Uint8Array.of(1, 2, 3))).toBe(null);
});

it('the device tree is left as it is for OS 2, and names what OS 3 stages', async () => {
  const found = await findPyrpl({ path: folder });
  const original = Buffer.from(createPyrplStandIns().get('fpga/red_pitaya.dtbo') ?? []);
  expect(Buffer.from(await deviceTreeFor(2, found))).toEqual(original);
  const staged = Buffer.from(await deviceTreeFor(3, found));
  expect(staged.length).toBe(original.length);
  expect(staged.toString('latin1')).toBe(
    original.toString('latin1').replace('fpga.bit.bin\0', 'fpga.bin\0\0\0\0\0'),
  );
  await writeFile(found.deviceTree, 'another');
  await expect(deviceTreeFor(3, found)).rejects.toMatchObject({ code: 'files_missing' });
});
