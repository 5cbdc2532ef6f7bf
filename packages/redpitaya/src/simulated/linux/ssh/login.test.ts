import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { linuxBench } from '../testing/linux-bench.ts';
import { generateHostKey } from './host-key.ts';

describe('login', () => {
  it.each([{ password: 'wrong' }, { username: 'pi' }, { username: '' }])('refuses %o', async (wrong) => {
    const { login } = await linuxBench();
    await expect(login(wrong)).rejects.toThrow('All configured authentication methods failed');
    await expect(login()).resolves.toBeDefined();
  });

  it('takes the user and password it was made with', async () => {
    const { login } = await linuxBench({ user: 'anna', password: 'secret' });
    await expect(login()).rejects.toThrow();
    await expect(login({ username: 'anna', password: 'secret' })).resolves.toBeDefined();
  });

  it('takes an authorized key, and no other one', async () => {
    const keys = [generateHostKey(), generateHostKey()];
    const { login } = await linuxBench({ authorizedKeys: [keys[0] ?? ''] });
    await expect(login({ password: '', privateKey: keys[0] ?? '' })).resolves.toBeDefined();
    await expect(login({ password: '', privateKey: keys[1] ?? '' })).rejects.toThrow();
  });

  it('shows the host key it was given', async () => {
    const hostKey = generateHostKey();
    const parsed = ssh2.utils.parseKey(hostKey);
    if (parsed instanceof Error) throw parsed;
    const { login } = await linuxBench({ hostKey });
    const seen: Buffer[] = [];
    await login({
      hostVerifier: (key: Buffer) => {
        seen.push(key);
        return true;
      },
    });
    expect(seen[0]?.equals(parsed.getPublicSSH())).toBe(true);
  });

  it('a lost connection ends its processes, not those of others', async () => {
    const bench = await linuxBench();
    const client = await bench.login();
    const lost = await bench.shell(client);
    const other = await bench.shell();
    lost.type('sleep 1001');
    other.type('sleep 1002');
    while ((await bench.run('pgrep -c sleep')).out !== '2\n');
    client.destroy();
    while ((await bench.run('ps -e')).out.includes('1001'));
    expect((await bench.run('ps -e')).out).toContain('1002');
  });
});
