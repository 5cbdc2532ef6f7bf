import { describe, expect, it } from 'vitest';
import { BOARD_PATHS } from './board-paths.ts';
import { createPyrplStandIns } from './pyrpl-stand-ins.ts';
import { linuxBench } from './testing/linux-bench.ts';

const files = createPyrplStandIns();
const image = Buffer.from(files.get('fpga/red_pitaya.bin') ?? []);
const tree = Buffer.from(files.get('fpga/red_pitaya.dtbo') ?? []);
const LOAD = '/opt/redpitaya/sbin/overlay.sh pyrpl /opt/pyrpl/fpga.bin /opt/pyrpl/fpga.dtbo';

describe('images that are not PyRPL’s', () => {
  it.each([
    ['text', Buffer.from('no image'), 'pyrpl'],
    [
      'one for another chip',
      Buffer.concat([image.subarray(0, 124), Buffer.alloc(image.length - 124)]),
      'none',
    ],
    ['one that is cut off', image.subarray(0, 1_000_000), 'none'],
  ] as const)('refuses %s and says so in the file that PyRPL reads', async (_what, data, left) => {
    const bench = await linuxBench({ os: 2 });
    await bench.scp('/opt/pyrpl/fpga.bin', data);
    await bench.scp('/opt/pyrpl/fpga.dtbo', tree);
    expect((await bench.run(LOAD)).status).toBe(1);
    expect((await bench.run(`cat ${BOARD_PATHS.loaderLog}`)).out).toContain('failed');
    expect((await bench.run(`cat ${BOARD_PATHS.loadedImage}`)).status).toBe(1);
    expect((await bench.run('dmesg | tail -1')).out).toContain('fpga_manager');
    expect(bench.slot.image).toBe(left);
  });

  it('tells a missing file', async () => {
    const bench = await linuxBench({ os: 2 });
    await bench.run(LOAD);
    expect((await bench.run(`cat ${BOARD_PATHS.loaderLog}`)).out).toContain('cannot stat');
    expect(bench.slot.image).toBe('pyrpl');
  });

  it('refuses on OS 3 a device tree that names the image otherwise, and leaves a marker behind', async () => {
    const bench = await linuxBench({ os: 3, image: 'stock' });
    await bench.scp('/opt/pyrpl-image', image);
    await bench.run('mkdir -p /opt/pyrpl; mv /opt/pyrpl-image /opt/pyrpl/fpga.bin');
    await bench.scp('/opt/pyrpl/fpga.dtbo', tree);
    expect((await bench.run(LOAD)).status).toBe(1);
    expect((await bench.run(`cat ${BOARD_PATHS.loaderLog}`)).out).toContain('failed');
    expect((await bench.run(`cat ${BOARD_PATHS.loadedImage}`)).out).toBe('pyrpl\n');
    expect(bench.slot.image).toBe('stock');
  });

  it('loads the board’s own image by its name', async () => {
    const bench = await linuxBench({ os: 2 });
    expect((await bench.run('/opt/redpitaya/sbin/overlay.sh v0.94')).status).toBe(0);
    expect((await bench.run(`cat ${BOARD_PATHS.loadedImage}`)).out).toBe('v0.94');
    expect(bench.slot.image).toBe('stock');
  });
});
