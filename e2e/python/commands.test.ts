import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue, catalogueFacts, connect, describeCatalogue } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pythonModules } from '../../scripts/python-commands/modules.ts';
import { lockedPython } from '../../scripts/python-environment.ts';
import { startWorker, temporaryFolder } from '../rig/program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A command with parameters, right or wrong. */
type Call = readonly [command: string, params: Readonly<Record<string, unknown>>];

/** What Python's `command_facts` tells of calls: the default deadline, and whether it may change anything. */
const PROGRAM = `
import json, sys
from pyrpl_mux.command_facts import default_deadline, may_change
calls = json.load(sys.stdin)
json.dump([[default_deadline(command, params), may_change(command)] for command, params in calls], sys.stdout)
`;

const facts = z.array(z.tuple([z.number(), z.boolean()]));

async function factsInPython(calls: readonly Call[]): Promise<z.output<typeof facts>> {
  const { stdout, stderr, status } = spawnSync(await lockedPython('pyrpl-tests'), ['-c', PROGRAM], {
    input: JSON.stringify(calls),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, PYTHONPATH: `${root}python/pyrpl_mux/src`, PYTHONDONTWRITEBYTECODE: '1' },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return facts.parse(JSON.parse(stdout));
}

const averaging = fc.record(
  { averaging_time: fc.double({ min: 1e-6, max: 30, noNaN: true }) },
  { requiredKeys: [] },
);

/** Parameters that are right, of the commands whose deadline depends on them. */
const RIGHT: ReadonlyMap<string, fc.Arbitrary<Call[1]>> = new Map<string, fc.Arbitrary<Call[1]>>([
  [
    'scope_acquire',
    fc.record(
      {
        timeout: fc.double({ min: 0, max: 86_400, noNaN: true }),
        decimation: fc.integer({ min: 0, max: 16 }).map((exponent) => 2 ** exponent),
        trace_average: fc.integer({ min: 1, max: 100_000 }),
        trigger_delay: fc.double({ min: -10, max: 8.5899, noNaN: true }),
        input1: fc.constantFrom('in1', 'asg0'),
      },
      { requiredKeys: [] },
    ),
  ],
  ['iq_get_quadratures', averaging],
  ['iq_get_measurement', averaging],
]);

const ODD = fc.record(
  {
    timeout: fc.jsonValue(),
    decimation: fc.jsonValue(),
    trace_average: fc.oneof(fc.jsonValue(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    trigger_delay: fc.oneof(fc.jsonValue(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    averaging_time: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

describe('the commands in Python', () => {
  it('are those that a worker describes', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate=python-commands');
    await using client = await connect(worker.line.url, { token: worker.line.token });
    const described = describeCatalogue();
    expect(await client.command('describe')).toEqual({ commands: described });
    for (const [path, text] of pythonModules([...catalogue.values()], described))
      expect(readFileSync(`${root}${path}`, 'utf8'), `${path}: run "npm run docs"`).toBe(text);
  });

  it('have the deadlines and effects of the catalogue', async () => {
    const examples = [...catalogue.values()].map(({ name, example }): Call => [name, { ...Object(example) }]);
    const right = [...RIGHT].flatMap(([name, params]) =>
      fc.sample(params, 300).map((sample): Call => [name, sample]),
    );
    const calls = [...examples, ...right, ['of_a_newer_worker', {}] as const];
    for (const [command, params] of [...examples, ...right])
      expect(catalogue.get(command)?.params.safeParse(params).success, command).toBe(true);
    expect(await factsInPython(calls)).toEqual(
      calls.map(([command, params]) => [
        catalogueFacts.timeout(command, params),
        catalogueFacts.mayChange(command),
      ]),
    );
  });

  it('have a deadline that an envelope may carry, whatever is asked for', async () => {
    const calls = [...catalogue.keys()].flatMap((name) =>
      fc.sample(ODD, RIGHT.has(name) ? 300 : 1).map((params): Call => [name, params]),
    );
    for (const [index, [deadline]] of (await factsInPython(calls)).entries()) {
      expect(deadline, JSON.stringify(calls[index])).toBeGreaterThan(0);
      expect(deadline, JSON.stringify(calls[index])).toBeLessThanOrEqual(86_400);
    }
  });
});
