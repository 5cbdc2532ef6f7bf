import { describe, expect, it } from 'vitest';
import type { OsGeneration } from './os-generation.ts';
import { createPyrplStandIns } from './pyrpl-stand-ins.ts';
import {
  connectRegisters,
  freePort,
  type LinuxBench,
  linuxBench,
  readRegister,
  type TypedShell,
  writeRegister,
} from './testing/linux-bench.ts';
import {
  imageAge,
  installServer,
  loadImage,
  looksForImage,
  looksForServer,
  restart,
  type Step,
  shutDown,
  start,
  version,
} from './testing/pyrpl-sequences.ts';

const GENERATIONS: readonly OsGeneration[] = [1, 2, 3];
const LED = 0x4000_0030;
const PID_CONSTANT = 0x4030_0200;
const SETPOINT = 0x4030_0104;

/** The files that PyRPL sends; on OS 3 it changes the image's name in the device tree. */
function filesFor(os: OsGeneration): ReadonlyMap<string, Uint8Array> {
  const files = createPyrplStandIns();
  const tree = Buffer.from(files.get('fpga/red_pitaya.dtbo') ?? []).toString('latin1');
  const renamed = tree.replace('fpga.bit.bin\0', 'fpga.bin\0\0\0\0\0');
  return new Map([
    ['image', files.get('fpga/red_pitaya.bin') ?? new Uint8Array()],
    ['tree', Buffer.from(os === 3 ? renamed : tree, 'latin1')],
    ['server', files.get('monitor_server/monitor_server_0.95') ?? new Uint8Array()],
  ]);
}

async function perform(
  bench: LinuxBench,
  shell: TypedShell,
  steps: readonly Step[],
  { os, port }: { readonly os: OsGeneration; readonly port: number },
): Promise<void> {
  const files = filesFor(os);
  for (const step of steps) {
    if ('send' in step) {
      expect(await bench.scp(step.to, files.get(step.send) ?? new Uint8Array(), step.mode)).toEqual([
        0, 0, 0,
      ]);
    } else if ('start' in step) {
      shell.unread();
      shell.type(step.start.replace('PORT', String(port)));
      const socket = await connectRegisters(port);
      expect(await readRegister(socket, LED)).toBe(0);
      expect(shell.unread()).not.toContain('sh');
      socket.destroy();
      // The server ends with its client, and the prompt comes back.
      expect(await shell.untilPrompt()).not.toContain('sh');
    } else {
      const answer = await shell.ask(step.ask);
      if (step.finds !== undefined) expect(answer).toMatch(step.finds);
      if (step.lacks !== undefined) expect(answer).not.toMatch(step.lacks);
    }
  }
}

describe.each(GENERATIONS)('what PyRPL does over SSH, with OS %i', (os) => {
  it('finds its image and starts the register server (A)', async () => {
    const bench = await linuxBench({ os });
    const shell = await bench.shell();
    const look = os === 1 ? [] : looksForImage(true);
    const check = os === 3 ? looksForServer(true) : [];
    const steps = [...version(os), ...look, ...check, ...start(os)];
    await perform(bench, shell, steps, { os, port: await freePort() });
    expect(bench.slot.image).toBe('pyrpl');
  });

  it('loads its image and installs its server on a board from the factory (B, C, D, E)', async () => {
    const bench = await linuxBench({ os, image: 'stock' });
    const shell = await bench.shell();
    expect(bench.slot.fpga).toBeNull();
    const check = os === 3 ? looksForServer(false) : [];
    const steps = [...version(os), ...looksForImage(false), ...loadImage(os), ...check, ...installServer];
    const port = await freePort();
    await perform(bench, shell, [...steps, ...start(os), ...shutDown], { os, port });
    expect(bench.slot.image).toBe('pyrpl');
    if (os !== 1) await perform(bench, shell, looksForImage(true), { os, port });
  });

  it('starts the server again after the line was lost, and ends it (F, G)', async () => {
    const bench = await linuxBench({ os });
    const shell = await bench.shell();
    const port = await freePort();
    shell.type(`//opt//pyrpl///monitor_server ${port}`);
    const socket = await connectRegisters(port);
    await perform(bench, shell, restart, { os, port });
    await perform(bench, shell, shutDown, { os, port });
    expect(socket.readyState).not.toBe('open');
    expect(await shell.ask('pidof monitor_server; echo $?')).toContain('\r\n1\r\n');
  });

  it('loading the image sets the registers back, which a register server that starts again does not', async () => {
    const bench = await linuxBench({ os });
    const shell = await bench.shell();
    const port = await freePort();
    for (const expected of [0, 0x123]) {
      shell.type(`//opt//pyrpl///monitor_server ${port}`);
      const socket = await connectRegisters(port);
      expect(await readRegister(socket, SETPOINT)).toBe(expected);
      await writeRegister(socket, SETPOINT, 0x123);
      socket.destroy();
      await shell.untilPrompt();
    }
    await perform(bench, shell, loadImage(os), { os, port });
    shell.type(`//opt//pyrpl///monitor_server ${port}`);
    const socket = await connectRegisters(port);
    expect(await readRegister(socket, SETPOINT)).toBe(0);
    expect(await readRegister(socket, PID_CONSTANT)).toBe(12);
  });

  it('knows how old an uploaded image is', async () => {
    let now = 1_000_000;
    const bench = await linuxBench({ os, timeOfDay: () => now });
    await bench.scp('//opt//pyrpl//fpga.bin', Buffer.from('x'));
    now += 7000;
    const shell = await bench.shell();
    expect((await shell.ask(imageAge)).split('\r').map((line) => line.trim())).toContain('7');
  });
});
