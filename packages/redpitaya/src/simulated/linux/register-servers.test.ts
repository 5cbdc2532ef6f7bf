import { describe, expect, it } from 'vitest';
import { Faults } from '../server/faults.ts';
import { createPyrplStandIns } from './pyrpl-stand-ins.ts';
import { connectRegisters, ended, freePort, linuxBench, readRegister } from './testing/linux-bench.ts';

const LED = 0x4000_0030;
const SERVER = '/opt/pyrpl/monitor_server';

describe('register servers', () => {
  it('end with killall while a client is connected, and can be started again at the same port at once', async () => {
    const bench = await linuxBench();
    const [first, second] = [await bench.shell(), await bench.shell()];
    const port = await freePort();
    first.type(`${SERVER} ${port}`);
    const socket = await connectRegisters(port);
    expect(await readRegister(socket, LED)).toBe(0);
    const closed = ended(socket);
    expect(await second.ask('killall monitor_server')).not.toContain('no process found');
    await closed;
    await first.untilPrompt();
    second.type(`${SERVER} ${port}`);
    expect(await readRegister(await connectRegisters(port), LED)).toBe(0);
  });

  it('keep a second client waiting, and leave it when the first one goes', async () => {
    const bench = await linuxBench();
    const shell = await bench.shell();
    const port = await freePort();
    shell.type(`${SERVER} ${port}`);
    const first = await connectRegisters(port);
    await readRegister(first, LED);
    const second = await connectRegisters(port);
    const { out } = await bench.run(`ss -tnp | grep :${port}`);
    expect(out.match(/monitor_server/g)).toHaveLength(1);
    expect(out.split('\n')).toHaveLength(3);
    const closed = ended(second);
    first.destroy();
    await closed;
    expect(await shell.untilPrompt()).toContain('ERROR reading from socket');
  });

  it('a second one at the same port says why it can’t', async () => {
    const bench = await linuxBench();
    const port = await freePort();
    const shell = await bench.shell();
    shell.type(`${SERVER} ${port}`);
    await connectRegisters(port);
    const { err, status } = await bench.run(`${SERVER} ${port}`);
    expect(err).toBe('ERROR on binding: Address already in use\n');
    expect(status).toBe(255);
    expect(await bench.run(SERVER)).toMatchObject({ err: 'ERROR, no port provided\n', status: 1 });
  });

  it('end with Ctrl-C of their terminal, and with the terminal', async () => {
    const bench = await linuxBench();
    const port = await freePort();
    const shell = await bench.shell();
    shell.type(`${SERVER} ${port}`);
    await connectRegisters(port);
    expect(await shell.ask('\x03')).toContain('^C');
    expect((await bench.run('pidof monitor_server')).status).toBe(1);
    shell.type(`${SERVER} ${port}`);
    const socket = await connectRegisters(port);
    const closed = ended(socket);
    await shell.leave();
    await closed;
  });

  it('are known by the file, not by the name, which killall goes by', async () => {
    const bench = await linuxBench();
    const port = await freePort();
    await bench.run(`cp ${SERVER} /opt/other-name; chmod +x /opt/other-name`);
    const { status } = await bench.run(`/opt/other-name ${port} </dev/null >/dev/null 2>&1 &`);
    expect(status).toBe(0);
    const socket = await connectRegisters(port);
    expect((await bench.run('killall monitor_server')).err).toBe('monitor_server: no process found\n');
    expect(await readRegister(socket, LED)).toBe(0);
    const { out } = await bench.run('cat /proc/$(pidof other-name)/cmdline');
    expect(out).toBe(`/opt/other-name\0${port}\0`);
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    expect((await bench.run('cat /proc/net/tcp')).out).toMatch(
      new RegExp(`0100007F:${hex} 00000000:0000 0A`),
    );
    await bench.run('kill $(pidof other-name)');
    await ended(socket);
  });

  it('are taken over by another PyRPL where that fault strikes, until somebody ends its server', async () => {
    const faults = new Faults([{ kind: 'takeover', direction: 'reply', after: 12, holdMs: null }]);
    const bench = await linuxBench({ faults });
    const port = await freePort();
    const shell = await bench.shell();
    shell.type(`${SERVER} ${port}`);
    const socket = await connectRegisters(port);
    await readRegister(socket, LED);
    const closed = ended(socket);
    socket.write(Buffer.from([0x72, 0, 1, 0, 0x30, 0, 0, 0x40]));
    await closed;
    const connection = new RegExp(`ESTAB .*:${port} .*monitor_server`);
    while (!connection.test((await bench.run('ss -tnp')).out));
    expect((await bench.run(`${SERVER} ${port}`)).err).toContain('Address already in use');
    await bench.run('killall monitor_server');
    await shell.untilPrompt();
    shell.type(`${SERVER} ${port}`);
    expect(await readRegister(await connectRegisters(port), LED)).toBe(0);
  });

  it('need their program interpreter, and the right to be run', async () => {
    const files = createPyrplStandIns();
    const soft = files.get('monitor_server/monitor_server') ?? new Uint8Array();
    const bench = await linuxBench({ os: 3 });
    await bench.scp('/opt/soft', soft, '0755');
    await bench.scp('/opt/plain', soft, '0644');
    await bench.scp('/opt/text', Buffer.from('no program'), '0755');
    const lacking = await bench.run('/opt/soft 1');
    expect(lacking.err).toContain('No such file');
    expect(lacking.status).toBe(127);
    const forbidden = await bench.run('/opt/plain 1');
    expect(forbidden.err).toContain('denied');
    expect(forbidden.status).toBe(126);
    expect((await bench.run('/opt/text 1')).err).toContain('cannot execute');
  });
});
