import { createServer } from 'node:net';
import { utils } from 'ssh2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LoginError } from './errors.ts';
import { upload } from './scp.ts';
import { SshConnection } from './ssh-connection.ts';
import { fastClock, loginBench } from './testing/login-bench.ts';

/** A text that matches `pattern`. */
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('SshConnection.open', () => {
  it('logs in with a password, and tells the key of the board', async () => {
    const keys = utils.generateKeyPairSync('ecdsa', { bits: 256 });
    const { open } = await loginBench({ hostKey: keys.private });
    const ssh = await open();
    expect(ssh.hostKey).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(await ssh.run('echo here')).toEqual({ stdout: 'here\n', stderr: '', exitCode: 0 });
  });

  it('logs in with a private key', async () => {
    const keys = utils.generateKeyPairSync('ecdsa', { bits: 256 });
    const { linux } = await loginBench({ authorizedKeys: [keys.public] });
    await using ssh = await SshConnection.open({
      host: linux.host,
      port: linux.sshPort,
      user: 'root',
      credentials: { key: keys.private },
    });
    expect(await ssh.demand('echo here')).toBe('here\n');
  });

  it('says that the password or the key is not accepted', async () => {
    const { open, linux } = await loginBench();
    await expect(open('root', 'wrong')).rejects.toMatchObject({
      code: 'denied',
      finding: `${linux.host}:${linux.sshPort} does not accept the user root with this password. Nothing was done.`,
      next: 'Check the user and the password; a new Red Pitaya has the user root with the password root.',
    });
    const keys = utils.generateKeyPairSync('ecdsa', { bits: 256 });
    const { host, sshPort: port } = linux;
    const stranger = SshConnection.open({ host, port, user: 'root', credentials: { key: keys.private } });
    await expect(stranger).rejects.toMatchObject({ code: 'denied', message: matching(/with this key/) });
    const nonsense = SshConnection.open({ host, port, user: 'root', credentials: { key: 'nonsense' } });
    await expect(nonsense).rejects.toMatchObject({
      code: 'denied',
      message: matching(/private key can't be used/),
    });
  });

  it('sends no password to a board whose key is refused', async () => {
    const { linux } = await loginBench();
    const refusal = new LoginError('host_key', 'Another key.', 'Look.');
    const open = SshConnection.open({
      host: linux.host,
      port: linux.sshPort,
      user: 'root',
      credentials: { password: 'root' },
      checkHostKey: () => {
        throw refusal;
      },
    });
    await expect(open).rejects.toBe(refusal);
  });

  it('says that nothing listens, and that what listens is no SSH', async () => {
    const server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const open = (): Promise<SshConnection> =>
      SshConnection.open({ host: '127.0.0.1', port, user: 'root', credentials: { password: 'root' } });
    await expect(open()).rejects.toMatchObject({ code: 'not_ssh' });
    await new Promise((resolve) => server.close(resolve));
    await expect(open()).rejects.toMatchObject({ code: 'unreachable', next: matching(/^Check the power/) });
  });

  it('gives up on a board that does not speak, at its time limit or when told to', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const options = { host: '127.0.0.1', port, user: 'root', credentials: { password: 'root' } };
    const slow = SshConnection.open({ ...options, clock: fastClock, timeoutMs: 5000 });
    await expect(slow).rejects.toMatchObject({ code: 'unreachable', message: matching(/within 5 s/) });
    const abort = new AbortController();
    const stopped = SshConnection.open({ ...options, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('SshConnection.run', () => {
  it('tells what a command printed and how it ended, and demands success where asked', async () => {
    const ssh = await (await loginBench()).open();
    expect(await ssh.run('cat /nowhere')).toEqual({
      stdout: '',
      stderr: 'cat: /nowhere: No such file or directory\n',
      exitCode: 1,
    });
    await expect(ssh.demand('cat /nowhere')).rejects.toMatchObject({
      code: 'command_failed',
      message: matching(/"cat \/nowhere" ended with exit code 1: cat: .nowhere: No such file/),
    });
  });

  it('ends at its limit, when the board goes, and when told to', async () => {
    const { open, linux } = await loginBench();
    const ssh = await open();
    await expect(ssh.run('sleep 20', 1000)).rejects.toMatchObject({ code: 'timeout' });
    const abort = new AbortController();
    await using other = await SshConnection.open({
      host: linux.host,
      port: linux.sshPort,
      user: 'root',
      credentials: { password: 'root' },
      signal: abort.signal,
    });
    const stopped = expect(other.run('sleep 20')).rejects.toThrow('enough');
    await other.run('echo');
    abort.abort(new Error('enough'));
    await stopped;
    const lost = expect(ssh.run('sleep 20')).rejects.toMatchObject({ code: 'lost' });
    await ssh.run('echo');
    await linux.close();
    await lost;
    await expect(ssh.run('echo')).rejects.toMatchObject({ code: 'lost' });
  });
});

describe('upload', () => {
  it('puts bytes on the board as they are', async () => {
    const ssh = await (await loginBench()).open();
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    await upload(ssh, { path: '/root/file', bytes, executable: true });
    const expected = (await import('node:crypto')).createHash('md5').update(bytes).digest('hex');
    expect(await ssh.demand('md5sum /root/file')).toContain(expected);
    expect(await ssh.demand('ls -l /root/file')).toMatch(/^-rwxr-xr-x/);
  });

  it('says what the board complained about', async () => {
    const ssh = await (await loginBench()).open();
    await expect(upload(ssh, { path: '/nowhere/file', bytes: Uint8Array.of(1) })).rejects.toMatchObject({
      code: 'command_failed',
      message: matching(
        /^The file \/nowhere\/file could not be put on the board: .*No such file or directory/,
      ),
    });
  });
});
