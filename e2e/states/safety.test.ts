import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorker } from '../../packages/worker/src/process/worker.ts';
import { type SetupCall, setupCalls } from '../../packages/worker/src/states/testing/reachable-settings.ts';
import { temporaryFolder } from '../rig/program.ts';
import { startRecordedBoard } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';
import { harder, WatchedOutputs } from './driven-outputs.ts';

let client: Client;
let outputs: WatchedOutputs;
let stack: AsyncDisposableStack;
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  outputs = new WatchedOutputs();
  const { board } = stack.use(await startRecordedBoard({}, outputs));
  const worker = await runWorker({
    board: { kind: 'tcp', host: '127.0.0.1', port: board.port },
    inputRange: { in1: 'LV', in2: 'LV' },
    ...{ listen: '127.0.0.1', port: 0, folder: folder.path, data: folder.path, logLevel: 'silent' },
  });
  stack.defer(async () => await worker.stop('The test has ended.'));
  client = stack.use(await connect(worker.url, { token: worker.token }));
  await untilReady(client);
});
afterAll(async () => {
  await stack.disposeAsync();
});

async function perform(calls: readonly SetupCall[]): Promise<void> {
  for (const { command, params } of calls) {
    try {
      await client.commandByName(command, params);
    } catch (error) {
      if (!(error instanceof CommandError) || error.effect !== 'none') throw error;
    }
  }
}

/** Without the many values near 0 of fast-check's numbers. */
function evenly(minimum: number, maximum: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 100 }).map((step) => minimum + ((maximum - minimum) * step) / 100);
}

/** A generator and a controller that may listen to it, both at outputs. */
const chain: fc.Arbitrary<SetupCall[]> = fc
  .record({
    waveform: fc.constantFrom('sin', 'ramp', 'noise'),
    amplitude: evenly(0, 0.25),
    offset: evenly(-0.5, 0.5),
    output: fc.constantFrom('off', 'out1', 'both'),
    p: evenly(-4, 4),
    input: fc.constantFrom('asg0', 'asg1', 'in1'),
  })
  .map(({ waveform, amplitude, offset, output, p, input }) => [
    {
      module: 'asg0',
      command: 'asg_setup',
      params: { channel: 'asg0', waveform, amplitude, offset, output_direct: output },
    },
    {
      module: 'pid0',
      command: 'pid_configure',
      params: { channel: 'pid0', p, input, output_direct: output },
    },
  ]);

describe('restoring a state', () => {
  it.each([
    ['of any modules', setupCalls],
    ['of modules that feed each other', chain],
  ])(
    'never drives an output harder than before or after, with any register write in between: %s',
    async (_, calls) => {
      await fc.assert(
        fc.asyncProperty(calls, calls, async (before, since) => {
          await perform(before);
          await client.command('state_save', { name: 'safe', replace: true });
          await perform(since);
          const first = outputs.drive();
          outputs.seen();
          await client.command('state_restore', { name: 'safe' });
          const last = outputs.drive();
          expect(outputs.seen().flatMap((drive) => harder(drive, first, last))).toEqual([]);
        }),
        { numRuns: 100, endOnFailure: true },
      );
    },
  );

  it('leaves the outputs off where outputs_off came while it was queued', async () => {
    await client.command('pid_configure', { channel: 'pid0', p: 1, output_direct: 'out1' });
    await client.command('state_save', { name: 'driven', replace: true });
    const acquisition = { trigger_source: 'ext_positive_edge', timeout: 200 } as const;
    const acquired = client.command('scope_acquire', acquisition, { timeout: 300 });
    const ended = acquired.catch((error: unknown) => error);
    const restored = client.command('state_restore', { name: 'driven' }, { timeout: 300 });
    const refused = restored.catch((error: unknown) => error);
    await client.command('outputs_off', {});
    outputs.seen();
    const { running } = await client.command('status', {});
    const waiting = running.find(({ command }) => command === 'scope_acquire');
    await client.command('cancel', { number: waiting?.number ?? 0 });
    expect(await ended).toMatchObject({ code: 'cancelled' });
    expect(await refused).toMatchObject({ code: 'cancelled', effect: 'none' });
    expect(outputs.seen().filter((drive) => drive.size > 0)).toEqual([]);
    expect(outputs.drive()).toEqual(new Map());
  });

  it('writes nothing when it is a dry run, or when nothing differs', async () => {
    await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      amplitude: 0.5,
      output_direct: 'out1',
    });
    await client.command('state_save', { name: 'same', replace: true });
    outputs.seen();
    expect((await client.command('state_restore', { name: 'same' })).changes).toEqual([]);
    expect(outputs.seen()).toEqual([]);
    await client.command('asg_setup', { channel: 'asg0', amplitude: 0.25 });
    outputs.seen();
    const { changes } = await client.command('state_restore', { name: 'same', dry_run: true });
    expect(changes).toEqual([{ module: 'asg0', setting: 'amplitude', from: 0.25, to: 0.5 }]);
    expect(outputs.seen()).toEqual([]);
  });
});
