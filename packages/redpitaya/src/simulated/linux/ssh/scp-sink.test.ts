import { describe, expect, it } from 'vitest';
import { linuxBench } from '../testing/linux-bench.ts';

describe('scp -t', () => {
  it('stores a file with its mode, whatever its path looks like', async () => {
    const { scp, run } = await linuxBench();
    expect(await scp("'/root/a  file'", Buffer.from('12345'), '0750')).toEqual([0, 0, 0]);
    expect((await run("cat '/root/a  file'; ls -l '/root/a  file'")).out).toMatch(/^12345-rwxr-x--- .* 5 /);
    await scp('//root//', Buffer.from('into'));
    expect((await run('cat /root/a-file')).out).toBe('into');
  });

  it('takes an empty file, and one over another', async () => {
    const { scp, run } = await linuxBench();
    await scp('/root/x', Buffer.from('old'));
    await scp('/root/x', Buffer.alloc(0));
    expect((await run('wc -c < /root/x')).out).toBe('0\n');
  });

  it('refuses a folder that is not there, and what does not fit', async () => {
    const { scp, login, run } = await linuxBench();
    expect(await scp('/nowhere/x', Buffer.from('x'))).toEqual([0, 1]);
    const client = await login();
    const { promise, resolve } = Promise.withResolvers<string>();
    client.exec('scp -t /root/x', (_error, channel) => {
      let text = '';
      channel.on('data', (data: Buffer) => {
        text += data.toString('latin1');
      });
      channel.on('close', () => resolve(text));
      channel.write('C0644 99999999999 big\n');
    });
    expect(await promise).toContain('No space left on device');
    expect((await run('ls /root/x')).status).toBe(2);
  });

  it('says that it does not understand', async () => {
    const { login } = await linuxBench();
    const client = await login();
    const { promise, resolve } = Promise.withResolvers<string>();
    client.exec('scp -t /root', (_error, channel) => {
      let text = '';
      channel.on('data', (data: Buffer) => {
        text += data.toString('latin1');
      });
      channel.on('close', () => resolve(text));
      channel.write('T1234 nonsense\n');
    });
    expect(await promise).toContain('protocol error');
  });
});
