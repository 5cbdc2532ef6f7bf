import { describe, expect, it } from 'vitest';
import { RedPitaya } from '../board.ts';
import { readOccupants } from './occupants.ts';
import { prepareBoard } from './prepare-board.ts';
import { loginBench, registerPort } from './testing/login-bench.ts';

/** A text that matches `pattern`. */
const matching = (pattern: RegExp | string): unknown => expect.stringMatching(pattern);

const generations = [1, 2, 3] as const;

/** Starts a program on the board as somebody else's login would. */
const inBackground = (command: string): string => `${command} </dev/null >/dev/null 2>&1 &`;

describe.each(generations)('prepareBoard under OS %i', (os) => {
  it("starts our register server under its own name and leaves nothing of PyRPL's changed", async () => {
    const { open, preparation, link, said } = await loginBench({ os });
    const ssh = await open();
    const before = await ssh.demand('md5sum /opt/pyrpl/monitor_server');
    const port = registerPort();
    await prepareBoard(ssh, preparation({ port }));
    const { registerServers } = await readOccupants(ssh);
    const [{ pid } = { pid: 0 }] = registerServers;
    expect(registerServers).toEqual([
      { pid, program: 'pyrpl-mux-server', port, starter: 'me@here#1', client: null },
    ]);
    await RedPitaya.attach(await link(port));
    expect(await ssh.demand('md5sum /opt/pyrpl/monitor_server')).toBe(before);
    expect(said).toEqual([`The register server was started on the board, at port ${port}.`]);
  });

  it('uses the one that waits already, and starts it again after it has ended', async () => {
    const { open, preparation, link } = await loginBench({ os });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    await prepareBoard(ssh, wanted);
    const [first] = (await readOccupants(ssh)).registerServers;
    await prepareBoard(ssh, wanted);
    expect((await readOccupants(ssh)).registerServers).toEqual([first]);
    (await link(wanted.port)).close();
    await expect.poll(async () => (await readOccupants(ssh)).registerServers).toEqual([]);
    await prepareBoard(ssh, { ...wanted, pyrpl: { path: 'nowhere' } });
    await RedPitaya.attach(await link(wanted.port));
  });

  it('is missed by the killall with which each PyRPL begins', async () => {
    const { open, preparation, link } = await loginBench({ os });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    await prepareBoard(ssh, wanted);
    const living = await link(wanted.port);
    expect((await ssh.run('killall monitor_server')).exitCode).not.toBe(0);
    await RedPitaya.attach(living);
  });

  it('names a foreign PyRPL and from where it is connected, and changes nothing', async () => {
    const { open, preparation, link } = await loginBench({ os });
    const ssh = await open();
    const port = registerPort();
    await ssh.demand(inBackground(`/opt/pyrpl/monitor_server ${port}`));
    const wanted = preparation({ port: registerPort() });
    await expect.poll(async () => (await readOccupants(ssh)).registerServers).toHaveLength(1);
    const foreign = await link(port);
    await expect(prepareBoard(ssh, wanted)).rejects.toMatchObject({
      code: 'occupied',
      finding: matching(
        `^The board is in use by a PyRPL connected from 127.0.0.1 \\(monitor_server, process \\d+, port ${port}\\). Nothing was changed.$`,
      ),
      next: 'End it there, or start again with --take-over, which ends it.',
    });
    expect(foreign.end).toBe(null);
  });

  it('names a PyRPL that is about to connect to our port', async () => {
    const { open, preparation } = await loginBench({ os });
    const ssh = await open();
    const port = registerPort();
    await ssh.demand(inBackground(`/opt/pyrpl/monitor_server ${port}`));
    await expect.poll(async () => (await readOccupants(ssh)).registerServers).toHaveLength(1);
    await expect(prepareBoard(ssh, preparation({ port }))).rejects.toThrow(
      /in use by a register server of PyRPL that waits for its client/,
    );
  });

  it('takes over only when asked to, and names what it ends', async () => {
    const { open, preparation, link, said } = await loginBench({ os });
    const ssh = await open();
    const port = registerPort();
    await ssh.demand(inBackground(`/opt/pyrpl/monitor_server ${port}`));
    await expect.poll(async () => (await readOccupants(ssh)).registerServers).toHaveLength(1);
    const foreign = await link(port);
    await ssh.demand('systemctl start redpitaya_scpi');
    await prepareBoard(ssh, preparation({ port, takeOver: true }));
    expect(await foreign.ended).toMatchObject({ code: 'closed' });
    expect(said[0]).toMatch(
      /^! The board is taken over. In use by: a PyRPL connected from 127.0.0.1 \(monitor_server, .*\); the SCPI server, nobody is connected \(process \d+\). That is ended now.$/,
    );
    const { registerServers, vendorPrograms } = await readOccupants(ssh);
    expect(registerServers.map(({ program }) => program)).toEqual(['pyrpl-mux-server']);
    expect(vendorPrograms).toEqual([]);
    await RedPitaya.attach(await link(port));
  });

  it('names the web application that runs, and ends it only when asked to take over', async () => {
    const { open, preparation, said } = await loginBench({ os, webApplication: 'scopegenpro' });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    await expect(prepareBoard(ssh, wanted)).rejects.toThrow(
      /in use by the web application "scopegenpro", nobody is connected \(processes \d+, \d+\)\. Nothing was changed\./,
    );
    expect((await readOccupants(ssh)).vendorPrograms).toHaveLength(1);
    await prepareBoard(ssh, { ...wanted, takeOver: true });
    expect(said[0]).toMatch(/^! The board is taken over. In use by: the web application "scopegenpro"/);
    expect((await readOccupants(ssh)).vendorPrograms).toEqual([]);
  });

  it('names another worker by who has started it, and ends a dead link of its own', async () => {
    const { open, preparation, link, said } = await loginBench({ os });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    await prepareBoard(ssh, { ...wanted, starter: 'other@there#7' });
    const living = await link(wanted.port);
    await expect(prepareBoard(ssh, wanted)).rejects.toThrow(
      /in use by a pyrpl-mux worker of other@there#7, connected from 127.0.0.1 \(pyrpl-mux-server, process/,
    );
    expect(living.end).toBe(null);
    await prepareBoard(ssh, { ...wanted, isOwn: (starter) => starter === 'other@there#7' });
    expect(await living.ended).toMatchObject({ code: 'closed' });
    expect(said).toContainEqual(matching(/^! The register server .* still serves a dead link, and is ended/));
    await RedPitaya.attach(await link(wanted.port));
  });

  it('loads the image only when asked to, after naming the live outputs, and leaves the web server running', async () => {
    const { open, preparation, link, said, fpga } = await loginBench({ os });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    await prepareBoard(ssh, wanted);
    const first = await link(wanted.port);
    const before = await RedPitaya.attach(first);
    await before.asg0.setup({
      waveform: 'dc',
      offset: 0.25,
      output_direct: 'out1',
      trigger_source: 'immediately',
    });
    const { fpga: registers } = fpga;
    expect(said.join()).not.toContain('image');
    first.close();
    let loading = 0;
    await prepareBoard(ssh, {
      ...wanted,
      takeOver: true,
      loadImage: true,
      onLoading: () => {
        loading = said.length;
      },
    });
    expect(said[loading - 1]).toBe(
      "! PyRPL's FPGA image is loaded now, and every output drops. Before it: asg0 drives out1; out1 is at 0.250 V, out2 at 0.000 V.",
    );
    expect(fpga.fpga).not.toBe(registers);
    expect((await readOccupants(ssh)).webServer).not.toBe(null);
    const after = await RedPitaya.attach(await link(wanted.port));
    expect((await after.asg0.get()).output_direct).toBe('off');
    expect(await ssh.demand('ls /opt/pyrpl')).toBe('monitor_server\n');
  });

  it('refuses another image, or says after loading that it was another', async () => {
    const { open, preparation, link, said } = await loginBench({ os, image: 'stock' });
    const ssh = await open();
    const wanted = preparation({ port: registerPort() });
    if (os === 1) {
      // No marker tells; the driver finds out when it attaches.
      await prepareBoard(ssh, wanted);
      await expect(RedPitaya.attach(await link(wanted.port))).rejects.toThrow(/does not carry PyRPL/);
    } else {
      await expect(prepareBoard(ssh, wanted)).rejects.toMatchObject({
        code: 'wrong_image',
        message: matching(/carries the FPGA image "v0.94", not PyRPL's. Nothing was changed. .*--load-fpga/),
      });
      expect((await readOccupants(ssh)).registerServers).toEqual([]);
    }
    await prepareBoard(ssh, { ...wanted, takeOver: true, loadImage: true });
    expect(said.join('\n')).toContain("of which it can't be told what its outputs do");
    await RedPitaya.attach(await link(wanted.port));
  });
});

describe('prepareBoard', () => {
  it('says that an image was not loaded, and starts the web server again', async () => {
    const { open, preparation, pyrpl } = await loginBench();
    const ssh = await open();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${pyrpl}/fpga/red_pitaya.bin`, 'no image');
    const wanted = preparation({ port: registerPort(), loadImage: true });
    await expect(prepareBoard(ssh, wanted)).rejects.toMatchObject({
      code: 'wrong_image',
      finding: matching(/was put on the board but not loaded: .*could not find a sync word/s),
    });
    expect((await readOccupants(ssh)).webServer).not.toBe(null);
  });

  it('does nothing on the board, and announces nothing, where the image is missing', async () => {
    const { open, preparation, said, fpga } = await loginBench({ image: 'stock' });
    const ssh = await open();
    let loading = false;
    const wanted = preparation({
      port: registerPort(),
      loadImage: true,
      pyrpl: { path: 'nowhere' },
      onLoading: () => {
        loading = true;
      },
    });
    await expect(prepareBoard(ssh, wanted)).rejects.toMatchObject({ code: 'files_missing' });
    expect({ said, loading, image: fpga.image }).toEqual({ said: [], loading: false, image: 'stock' });
  });

  it('says what holds its port', async () => {
    const { open, preparation } = await loginBench();
    const ssh = await open();
    await expect(prepareBoard(ssh, preparation({ port: 80 }))).rejects.toMatchObject({
      code: 'command_failed',
      message: matching(/does not listen at port 80: .*Choose another --board-port/),
    });
  });

  it('puts its program there again if what is there does not run', async () => {
    const { open, preparation, link } = await loginBench();
    const ssh = await open();
    await ssh.demand('mkdir -p /opt/pyrpl-mux');
    await ssh.demand('echo broken > /opt/pyrpl-mux/pyrpl-mux-server');
    const wanted = preparation({ port: registerPort() });
    await prepareBoard(ssh, wanted);
    await RedPitaya.attach(await link(wanted.port));
  });
});
