import { afterAll, describe, it } from 'vitest';
import { PythonTroupe } from './python-client.ts';
import { Rehearsal } from './rehearsal.ts';
import { loadScenarios } from './scenario.ts';
import { typescriptTroupe } from './typescript-client.ts';

const scenarios = loadScenarios();

describe.each([
  ['the client in TypeScript', typescriptTroupe],
  ["Python's AsyncClient", new PythonTroupe('AsyncClient')],
  ["Python's Client", new PythonTroupe('Client')],
] as const)('%s', (_, troupe) => {
  afterAll(() => troupe[Symbol.asyncDispose]());

  for (const [file, ofFile] of scenarios)
    describe(file, () => {
      it.each(ofFile.map((scenario) => [scenario.title, scenario] as const))('%s', async (_, scenario) => {
        await Rehearsal.play(scenario, troupe);
      });
    });
});
