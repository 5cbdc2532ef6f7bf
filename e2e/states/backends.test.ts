import { readFile } from 'node:fs/promises';
import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SetupCall, setupCalls } from '../../packages/worker/src/states/testing/reachable-settings.ts';
import { lockedPython } from '../../scripts/python-environment.ts';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { untilReady } from '../rig/until-ready.ts';

const BACKENDS = [
  { name: 'board', flags: async (): Promise<string[]> => [] },
  {
    name: 'pyrpl',
    flags: async (): Promise<string[]> => [
      '--backend',
      'pyrpl',
      '--python',
      await lockedPython('pyrpl-tests'),
    ],
  },
];

async function perform(client: Client, calls: readonly SetupCall[]): Promise<void> {
  for (const { command, params } of calls) {
    try {
      await client.commandByName(command, params);
    } catch (error) {
      if (!(error instanceof CommandError) || error.effect !== 'none') throw error;
    }
  }
}

/** Runs a test with a client of a worker of its own, whose states are in the folder. */
async function withWorker(
  folder: string,
  flags: readonly string[],
  run: (client: Client) => Promise<void>,
): Promise<void> {
  await using worker = await startWorker(folder, '--simulate', 'states', ...flags);
  await using client = await connect(worker.line.url, { token: worker.line.token });
  await untilReady(client);
  await run(client);
}

describe.each(BACKENDS)('states with the backend $name', ({ flags }) => {
  it('are as they were saved when they are restored, also after the worker was started again', async () => {
    await using folder = await temporaryFolder();
    const own = await flags();
    const [first = [], since = [], later = []] = fc.sample(setupCalls, { seed: 11, numRuns: 3 });
    const expectSame = async (client: Client): Promise<void> => {
      const { left } = await client.command('state_restore', { name: 'A state' });
      const { differences } = await client.command('state_compare', { name: 'A state' });
      const names = new Set(left.map(({ module, setting }) => `${module}.${setting}`));
      expect(differences.filter(({ module, setting }) => !names.has(`${module}.${setting}`))).toEqual([]);
    };
    await withWorker(folder.path, own, async (client) => {
      await perform(client, first);
      const { file } = await client.command('state_save', { name: 'A state', note: 'all' });
      expect(await readFile(file, 'utf8')).toContain('"note": "all"');
      await perform(client, since);
      await expectSame(client);
    });
    await withWorker(folder.path, own, async (client) => {
      await perform(client, later);
      await expectSame(client);
    });
  });

  it('are restored while others use the board, and who follows it learns who did', async () => {
    await using folder = await temporaryFolder();
    await withWorker(folder.path, await flags(), async (client) => {
      await client.command('hello', { client: 'keeper' });
      await client.command('pid_configure', { channel: 'pid0', p: 0.5 });
      await client.command('state_save', { name: 'busy' });
      await client.command('pid_configure', { channel: 'pid0', p: 2 });
      await using changes = await client.subscribe('board');
      const others = Array.from({ length: 30 }, (_, n) =>
        client.command('asg_set_amplitude', { channel: 'asg1', value: n / 64 }),
      );
      const restored = client.command('state_restore', { name: 'busy', modules: ['pid0'] });
      for await (const { data } of changes) {
        if (data.by?.command !== 'state_restore') continue;
        expect(data.by.client).toBe('keeper');
        expect(data.modules.pid0?.p).toBe(0.5);
        break;
      }
      expect((await restored).changes).toEqual([{ module: 'pid0', setting: 'p', from: 2, to: 0.5 }]);
      expect((await Promise.all(others)).at(-1)).toBeCloseTo(29 / 64, 3);
    });
  });
});

it('a state of one backend is restored by the other, which says so', async () => {
  await using folder = await temporaryFolder();
  const [calls = []] = fc.sample(setupCalls, { seed: 5, numRuns: 1 });
  await withWorker(folder.path, [], async (client) => {
    await perform(client, calls);
    await client.command('state_save', { name: 'ours' });
  });
  await withWorker(folder.path, (await BACKENDS[1]?.flags()) ?? [], async (client) => {
    const { remarks, left } = await client.command('state_restore', { name: 'ours' });
    expect(remarks.join(' ')).toContain('saved by the backend board; this is pyrpl');
    const { differences } = await client.command('state_compare', { name: 'ours' });
    const names = new Set(left.map(({ module, setting }) => `${module}.${setting}`));
    expect(differences.filter(({ module, setting }) => !names.has(`${module}.${setting}`))).toEqual([]);
  });
});

describe('a restore', () => {
  it('waits for the lanes of its modules only: a scope that waits for its trigger does not hold it', async () => {
    await using folder = await temporaryFolder();
    await withWorker(folder.path, [], async (client) => {
      await client.command('state_save', { name: 'quiet' });
      await client.command('pid_configure', { channel: 'pid1', p: 3 });
      const waiting = client.command(
        'scope_acquire',
        { trigger_source: 'ext_positive_edge', timeout: 200 },
        { timeout: 300 },
      );
      const ended = waiting.catch((error: unknown) => error);
      const { changes } = await client.command('state_restore', { name: 'quiet', modules: ['pid1'] });
      expect(changes).toHaveLength(1);
      const { running } = await client.command('status', {});
      const acquisition = running.find(({ command }) => command === 'scope_acquire');
      expect(acquisition).toBeDefined();
      await client.command('cancel', { number: acquisition?.number ?? 0 });
      expect(await ended).toMatchObject({ code: 'cancelled' });
    });
  });
});
