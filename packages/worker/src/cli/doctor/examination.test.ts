import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { RegisterLink } from '@pyrpl-mux/redpitaya';
import { SshConnection } from '@pyrpl-mux/redpitaya/login';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, type LinuxBoard, linuxBoard } from '../../backend/board/testing/linux-board.ts';
import { containing, matching, someNumber } from '../../sessions/testing/matchers.ts';
import { PROGRAM } from '../program-name.ts';
import { examine, type Patient } from './examination.ts';
import { type Finding, STEPS } from './finding.ts';

const patient = ({ host, port, login, folder }: LinuxBoard): Patient => ({
  host,
  port,
  login,
  hostKeyFile: join(folder, 'hostkey'),
});

async function findingsOf(who: Patient): Promise<{ readonly ok: boolean; readonly findings: Finding[] }> {
  const findings: Finding[] = [];
  const ok = await examine(who, (finding) => findings.push(finding));
  return { ok, findings };
}

/** The failure that ends the examination; all before it are well. */
async function failureOf(who: Patient): Promise<Finding> {
  const { ok, findings } = await findingsOf(who);
  expect(ok).toBe(false);
  const last = findings.at(-1);
  if (last === undefined) throw new Error('There is no finding.');
  expect(last.outcome).toBe('failed');
  expect(findings.map(({ step }) => step)).toEqual(STEPS.slice(0, STEPS.indexOf(last.step) + 1));
  expect(findings.slice(0, -1).map(({ outcome }) => outcome)).not.toContain('failed');
  return last;
}

/** Runs a command on the board as somebody else's login would. */
async function onBoard({ host, login }: LinuxBoard, command: string): Promise<string> {
  await using ssh = await SshConnection.open({
    host,
    port: login.sshPort,
    user: 'root',
    credentials: { password: 'root' },
  });
  return (await ssh.run(command)).stdout;
}

async function startForeignServer(board: LinuxBoard, program = '/opt/pyrpl/monitor_server'): Promise<void> {
  await onBoard(board, `${program} ${board.port} anna@pc </dev/null >/dev/null 2>&1 &`);
  const listening = new RegExp(`${program.split('/').at(-1)} ${board.port}`);
  await expect.poll(async () => await onBoard(board, 'ps -eo pid,args')).toMatch(listening);
}

describe.each([1, 2, 3] as const)('the doctor on a board with OS %i', (os) => {
  it('finds every step well, and measures', async () => {
    const board = await linuxBoard({ os });
    await startForeignServer(board);
    const { ok, findings } = await findingsOf(patient(board));
    expect(findings.map(({ step, outcome }) => [step, outcome])).toEqual(STEPS.map((step) => [step, 'ok']));
    expect(ok).toBe(true);
    expect(findings.at(-1)).toMatchObject({
      finding: matching(/^200 reads: p50 [\d.]+, p90 [\d.]+, p99 [\d.]+ ms\.\n.*#/s),
      figures: { count: 200, p50_ms: someNumber, p90_ms: someNumber, p99_ms: someNumber },
    });
  });

  it('says that no register server runs and what would start one, and starts none', async () => {
    const board = await linuxBoard({ os });
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'register_server',
      finding: `No register server runs at port ${board.port}.`,
      next: `Start it with: ${PROGRAM} serve --host 127.0.0.1 --board-port ${board.port} --user root --ssh-port ${board.login.sshPort} --password ...`,
    });
    expect(await onBoard(board, 'ls /opt')).not.toContain('pyrpl-mux');
  });

  it('finds another image', async () => {
    const board = await linuxBoard({ os, image: 'stock' });
    await onBoard(board, 'mkdir -p /opt/pyrpl');
    if (os === 1) {
      // No marker tells; what is there to be asked is a register server.
      const other = await SimulatedBoard.start({
        fpga: { read: (_, count) => new Uint32Array(count), write: () => undefined },
        port: board.port,
      });
      onTestFinished(() => other.close());
      expect(await failureOf({ ...patient(board), login: undefined })).toMatchObject({ step: 'register' });
      return;
    }
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'image',
      finding: 'The board has loaded "v0.94", not PyRPL\'s.',
      next: matching(
        /by which every output drops, with: (npx )?pyrpl-mux serve --host 127.0.0.1 .* --load-fpga$/,
      ),
    });
  });
});

describe('the doctor ends at the first step that fails, with one next action', () => {
  it('name', async () => {
    const board = { ...(await linuxBoard()), host: 'no-such-board.invalid' };
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'name',
      finding: 'The name no-such-board.invalid is unknown to this computer.',
      next: containing('address'),
    });
  });

  it('reachable', async () => {
    const board = await linuxBoard();
    const closed = { ...board, login: { ...board.login, sshPort: await freePort() } };
    expect(await failureOf(patient(closed))).toMatchObject({
      step: 'reachable',
      finding: matching(/is there, but nothing listens for SSH at port \d+/),
      next: containing('--ssh-port'),
    });
  });

  it('login: the password, the host key, a key that is none', async () => {
    const board = await linuxBoard();
    const wrong = { ...board, login: { ...board.login, credentials: { password: 'wrong' } } };
    expect(await failureOf(patient(wrong))).toMatchObject({ step: 'login', next: containing('password') });
    const keyFile = join(board.folder, 'no-key');
    const noKey = { ...board, login: { ...board.login, credentials: { keyFile } } };
    expect(await failureOf(patient(noKey))).toMatchObject({ step: 'login', next: containing('--key') });
    await writeFile(join(board.folder, 'hostkey'), 'SHA256:another\n');
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'login',
      finding: matching(
        /^127.0.0.1 shows the key SHA256:\S+, but it has shown SHA256:another before. No password was sent.$/,
      ),
      next: containing(join(board.folder, 'hostkey')),
    });
  });

  it('os', async () => {
    const board = await linuxBoard();
    await onBoard(board, 'echo "# Version: 7.00-1-abc" > /root/.version');
    expect(await failureOf(patient(board))).toMatchObject({ step: 'os', finding: 'The board runs OS 7.00.' });
    await onBoard(board, 'rm /root/.version');
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'os',
      finding: 'The board runs no Red Pitaya OS that tells its version.',
    });
  });

  it('register server: a foreign PyRPL, a worker, a web application, and another program at its port', async () => {
    const board = await linuxBoard();
    await startForeignServer(board);
    const foreign = await RegisterLink.connect({ host: board.host, port: board.port });
    expect(await failureOf(patient(board))).toMatchObject({
      step: 'register_server',
      finding: containing('in use by a PyRPL connected from 127.0.0.1'),
      next: containing('--take-over'),
    });
    expect(await failureOf({ ...patient(board), login: undefined })).toMatchObject({
      step: 'register_server',
      next: containing('with --user'),
    });
    expect(foreign.end).toBe(null);
    foreign.close();

    await onBoard(board, 'mkdir -p /opt/pyrpl-mux');
    await onBoard(board, 'cp /opt/pyrpl/monitor_server /opt/pyrpl-mux/pyrpl-mux-server');
    await startForeignServer(board, '/opt/pyrpl-mux/pyrpl-mux-server');
    const worker = await RegisterLink.connect({ host: board.host, port: board.port });
    expect(await failureOf(patient(board))).toMatchObject({
      finding: containing('in use by a pyrpl-mux worker of anna@pc, connected from 127.0.0.1'),
      next: containing('pyrpl-mux status'),
    });
    worker.close();

    const web = await linuxBoard({ webApplication: 'scopegenpro' });
    expect(await failureOf(patient(web))).toMatchObject({
      step: 'register_server',
      finding: containing('the web application "scopegenpro"'),
    });
  });

  it('register server, from outside: nothing listens, or it is no register server', async () => {
    const board = await linuxBoard();
    const outside = { ...patient(board), login: undefined };
    expect(await failureOf(outside)).toMatchObject({
      step: 'register_server',
      finding: `No register server listens at port ${board.port}.`,
      next: `Start it with: ${PROGRAM} serve --host 127.0.0.1 --board-port ${board.port} --user root --password ...`,
    });
    const server = createServer((socket) => socket.on('error', () => undefined).end('hello, hello'));
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(board.port, board.host, resolve);
    await promise;
    onTestFinished(() => {
      server.close();
    });
    expect(await failureOf(outside)).toMatchObject({ step: 'register_server' });
  });

  it('round trips: the board goes meanwhile', async () => {
    await using board = await SimulatedBoard.start({ fpga: new SimulatedFpga() });
    const findings: Finding[] = [];
    const { host, port } = board;
    const ok = await examine({ host, port, login: undefined, hostKeyFile: '' }, (finding) => {
      findings.push(finding);
      if (finding.step === 'register') board.inject({ kind: 'reset', direction: 'reply', after: 100 });
    });
    expect(ok).toBe(false);
    expect(findings.at(-1)).toMatchObject({
      step: 'round_trips',
      outcome: 'failed',
      next: 'Run the doctor again; if it stays so, restart the board.',
    });
  });
});
