import { CommandError, catalogue } from '@pyrpl-mux/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type ContractBench, startBench } from './backends.ts';
import { CALLS, type ContractCall } from './calls.ts';

/** Throws unless `found` holds everything that `wanted` names. */
function compare(found: unknown, wanted: unknown, tolerance: number | undefined, path: string): void {
  if (typeof wanted === 'number') {
    expect(found, path).toBeTypeOf('number');
    const allowed = Math.max(tolerance ?? 0, 1e-3 * Math.abs(wanted), 1e-6);
    expect(Math.abs(Number(found) - wanted), `${path}: ${String(found)}, not ${wanted}`).toBeLessThanOrEqual(
      allowed,
    );
  } else if (typeof wanted === 'object' && wanted !== null) {
    const members = new Map(Object.entries(Object(found)));
    for (const [key, value] of Object.entries(wanted))
      compare(members.get(key), value, tolerance, `${path}.${key}`);
  } else {
    expect(found, path).toBe(wanted);
  }
}

/** A backend that lacks something says so, having done nothing. */
async function expectRefusal(pending: Promise<unknown>): Promise<void> {
  const error: unknown = await pending.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ effect: 'none' });
}

describe('the contract', () => {
  it('calls every command of the catalogue that has a lane', () => {
    const called = new Set<string>(CALLS.map(({ command }) => command));
    const missing = [...catalogue.values()]
      .filter(({ access, name }) => access !== 'session' && !called.has(name))
      .map(({ name }) => name);
    expect(missing).toEqual([]);
  });
});

describe.each(BACKENDS)('answers of the backend $name', (backend) => {
  let bench: ContractBench;
  beforeAll(async () => {
    bench = await startBench(backend);
  });
  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });

  const isLacking = (command: string, params: object): boolean =>
    backend.lacks.has(command) || Object.keys(params).some((name) => backend.lacks.has(`${command}.${name}`));

  const title = ({ command, params }: ContractCall): string => `${command} ${JSON.stringify(params)}`;

  it.each(CALLS.map((call) => ({ title: title(call), call })))(
    'promise 11: "every write answers with the value read back": $title',
    async ({ call: { command, params, answer, tolerance } }) => {
      const definition = catalogue.get(command);
      const pending = bench.client.commandByName(command, params);
      if (isLacking(command, params)) {
        await expectRefusal(pending);
        return;
      }
      const result = await pending;
      expect(definition?.result.safeParse(result).error).toBeUndefined();
      const isOpen = (name: string): boolean => !(name in params) && backend.unset.has(`${command}.${name}`);
      const wanted =
        typeof answer === 'object' && answer !== null
          ? Object.fromEntries(Object.entries(answer).filter(([name]) => !isOpen(name)))
          : answer;
      compare(result, wanted, tolerance, command);
    },
  );

  it('runs the example of every command that has a lane', async () => {
    for (const { name, access, example, result } of catalogue.values()) {
      if (access === 'session' || isLacking(name, Object(example))) continue;
      const answer = await bench.client.commandByName(name, Object(example));
      expect(result.safeParse(answer).error, name).toBeUndefined();
    }
    await bench.client.command('outputs_off', {});
  });
});
