import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkLinuxFlags, linuxFlags, startLinux } from './simulate-linux.ts';
import { buildSimulation } from './simulation.ts';

describe('simulate --ssh-port', () => {
  it('serves SSH, and keeps a port free for the register server that nobody has started', async () => {
    const { slot } = buildSimulation({}, [], 'stock');
    const linux = await startLinux({ sshPort: 0, os: '3' }, 0, { fpga: slot });
    expect(linux.sshPort).toBeGreaterThan(0);
    expect(linux.port).toBeGreaterThan(0);
    expect(linux.port).not.toBe(linux.sshPort);
    await expect(fetch(`http://127.0.0.1:${linux.port}`)).rejects.toThrow();
    await linux.close();
    expect(slot.fpga).toBeNull();
  });

  it('tells whether somebody is connected to its SSH', async () => {
    const { slot } = buildSimulation({}, []);
    const linux = await startLinux({ sshPort: 0 }, 0, { fpga: slot });
    expect(linux.isLoggedIn()).toBe(false);
    const socket = connect(linux.sshPort, linux.host);
    await once(socket, 'connect');
    socket.write('SSH-2.0-test\r\n');
    await expect.poll(() => linux.isLoggedIn()).toBe(true);
    socket.destroy();
    await expect.poll(() => linux.isLoggedIn()).toBe(false);
    await linux.close();
  });

  it('says why it cannot listen', async () => {
    const { slot } = buildSimulation({}, []);
    const linux = await startLinux({ sshPort: 0 }, 0, { fpga: slot });
    const twin = startLinux({ sshPort: linux.sshPort }, 0, { fpga: slot });
    await expect(twin).rejects.toThrow(
      /SSH of the simulated board can't listen at --ssh-port \d+: .*EADDRINUSE/,
    );
    const onTop = startLinux({ sshPort: 0 }, linux.sshPort, { fpga: slot });
    await expect(onTop).rejects.toThrow(
      /register server of the simulated board can't listen at --board-port \d+: .*EADDRINUSE.*Nothing was started/,
    );
    await linux.close();
  });

  it('refuses what describes a login where there is none', () => {
    for (const flags of [{ os: '2' }, { image: 'stock' }, { user: 'root' }, { password: 'root' }]) {
      expect(() => checkLinuxFlags(linuxFlags.parse(flags), 2222)).toThrow(
        'without --ssh-port. Nothing was started.',
      );
    }
    expect(() => checkLinuxFlags(linuxFlags.parse({ sshPort: 2200, os: '2' }), 2222)).not.toThrow();
    expect(() => checkLinuxFlags({}, 2222)).not.toThrow();
    expect(() => checkLinuxFlags({ sshPort: 2222 }, 2222)).toThrow('are both 2222');
    expect(() => checkLinuxFlags({ sshPort: 0 }, 0)).not.toThrow();
  });
});
