import { describe, it } from 'vitest';
import { Rehearsal } from './rehearsal.ts';
import { loadScenarios } from './scenario.ts';

for (const [file, scenarios] of loadScenarios())
  describe(file, () => {
    it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', async (_, scenario) => {
      await Rehearsal.play(scenario);
    });
  });
