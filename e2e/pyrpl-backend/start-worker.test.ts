import { connect } from '@pyrpl-mux/client';
import { findWorkers, SharedPyRPLManager, stopWorker, type WorkerConfig } from '@pyrpl-mux/client/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockedPython } from '../../scripts/python-environment.ts';
import { temporaryFolder } from '../rig/program.ts';
import { startRecordedLinux } from '../rig/recorded-board.ts';

let stack: AsyncDisposableStack;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  process.env['PYRPL_MUX_RUNTIME_DIR'] = folder.path;
  stack.defer(() => {
    delete process.env['PYRPL_MUX_RUNTIME_DIR'];
  });
});

afterEach(async () => {
  for (const { url, token } of await findWorkers()) {
    const client = await connect(url, { token, reconnect: false });
    await stopWorker(client, true);
    client.close();
  }
  await stack.disposeAsync();
});

async function started(config: WorkerConfig): Promise<SharedPyRPLManager> {
  const manager = new SharedPyRPLManager();
  stack.defer(() => manager.shutdown());
  // PyRPL may take half a minute on a busy machine.
  await manager.startWorker({ startTimeout: 120, ...config });
  return manager;
}

it("starts a worker on PyRPL's dummy, and finds it again", async () => {
  const config = { pyrplMock: true, python: await lockedPython('pyrpl-tests') } as const;
  const first = await started(config);
  expect(await first.sendCommand('pid_set_setpoint', { channel: 'pid0', value: 0.25 })).toBe(0.25);
  const second = new SharedPyRPLManager();
  const { startedHere, board } = await second.startWorker(config);
  expect({ startedHere, board }).toEqual({ startedHere: false, board: 'pyrpl-mock' });
  expect(await second.sendCommand('pid_get_setpoint', { channel: 'pid0' })).toBe(0.25);
  await second.shutdown();
});

it('lets PyRPL log in to a board with a password', async () => {
  const { linux, freePort } = stack.use(await startRecordedLinux());
  const manager = await started({
    ...{ hostname: linux.host, port: freePort, sshPort: linux.sshPort, user: 'root', password: 'root' },
    ...{ backend: 'pyrpl', python: await lockedPython('pyrpl-tests') },
  });
  expect(await manager.sendCommand('pid_get', { channel: 'pid0' })).toMatchObject({ output_direct: 'off' });
});

it('says why it failed, and whether the worker tries again by itself', async () => {
  const manager = new SharedPyRPLManager();
  const noPython = manager.startWorker({ pyrplMock: true, python: 'no-such-python' });
  await expect(noPython).rejects.toMatchObject({ code: 'board_unavailable', effect: 'none' });
  await expect(noPython).rejects.toThrow("no-such-python can't be run as a Python: there is no such program");
  await expect(noPython).rejects.toThrow('The worker does not try again by itself');

  const python = await lockedPython('pyrpl-tests');
  const config = { backend: 'pyrpl', python, startTimeout: 120 } as const;
  const noBoard = manager.startWorker({ ...config, hostname: '127.0.0.1', port: 1, sshPort: 1 });
  await expect(noBoard).rejects.toThrow('Nothing can be reached at 127.0.0.1, port 1: Connection refused');
  await expect(noBoard).rejects.toThrow('The worker keeps trying');
});
