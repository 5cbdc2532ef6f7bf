import { CommandError, commands } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SetupCall, setupCalls } from '../../states/testing/reachable-settings.ts';
import { Bench } from './testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Performs calls; those that do not fit what a module holds are refused and change nothing. */
async function perform(calls: readonly SetupCall[]): Promise<void> {
  for (const { command, params } of calls) {
    try {
      await bench.run(command, commands[command].params.parse(params));
    } catch (error) {
      if (!(error instanceof CommandError) || error.effect !== 'none') throw error;
    }
  }
}

/** Names of settings: "pid0.p". */
function named(settings: readonly { readonly module: string; readonly setting: string }[]): string[] {
  return settings.map(({ module, setting }) => `${module}.${setting}`).toSorted();
}

describe('a state that is restored', () => {
  it('is as it was saved, whatever was set then and since, but for what is said to be left', async () => {
    await fc.assert(
      fc.asyncProperty(setupCalls, setupCalls, async (before, since) => {
        await perform(before);
        await bench.run('state_save', { name: 'fuzz', replace: true });
        await perform(since);
        const compared = await bench.run('state_compare', { name: 'fuzz' });
        const planned = await bench.run('state_restore', { name: 'fuzz', dry_run: true });
        expect(await bench.run('state_compare', { name: 'fuzz' })).toEqual(compared);
        const restored = await bench.run('state_restore', { name: 'fuzz' });
        expect(named(restored.changes)).toEqual(named(planned.changes));
        expect(restored.left).toEqual(planned.left);
        const { differences } = await bench.run('state_compare', { name: 'fuzz' });
        const left = new Set(named(restored.left));
        expect(differences.filter((each) => !left.has(named([each])[0] ?? ''))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
