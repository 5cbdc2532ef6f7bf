import { type BoardChange, type Client, catalogue, commands, MODULES } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { BACKENDS, startBench } from '../contract/backends.ts';
import { CALLS } from '../contract/calls.ts';

type Settings = Record<string, Record<string, unknown>>;

/** What moves by itself, and is only seen when it is read. */
const MOVING: Readonly<Record<string, readonly string[]>> = {
  pid0: ['integrator'],
  pid1: ['integrator'],
  pid2: ['integrator'],
  iir: ['overflow'],
  trig: ['armed'],
};

function still(modules: Readonly<Record<string, object>>): Settings {
  return Object.fromEntries(
    Object.entries(modules).map(([module, settings]) => [
      module,
      Object.fromEntries(
        Object.entries(settings).filter(([name]) => MOVING[module]?.includes(name) !== true),
      ),
    ]),
  );
}

async function stateOf(client: Client): Promise<Settings> {
  return still((await client.command('state_get')).modules);
}

describe.each(BACKENDS)('the topic board of the backend $name', ({ lacks, ...backend }) => {
  it('"covers every setting": whatever a command changes is told to others, with the name of who did it', async () => {
    await using bench = await startBench({ lacks, ...backend });
    const [watcher, writer] = [bench.client, await bench.attach()];
    await writer.command('hello', { client: 'writer.py' });
    const told: Settings = {};
    const snapshot = Promise.withResolvers<void>();
    const changes: BoardChange[] = [];
    await watcher.subscribe('board', ({ data }) => {
      Object.assign(told, still(data.modules));
      if (data.by !== null) changes.push(data);
      snapshot.resolve();
    });
    await snapshot.promise;
    expect(new Set(Object.keys(told))).toEqual(new Set(MODULES.filter((module) => module !== 'sampler')));
    expect(told).toEqual(await stateOf(writer));

    const changed = new Set<string>();
    const calls = [
      { command: 'scope_setup', params: { input1: 'in1', decimation: 64, trigger_source: 'immediately' } },
      { command: 'scope_acquire', params: { decimation: 64 } },
      ...CALLS,
      { command: 'pwm_set', params: { channel: 'pwm1', input: 'iq0' } },
      { command: 'asg_setup', params: { channel: 'asg0', output_direct: 'out1' } },
      { command: 'pid_configure', params: { channel: 'pid2', output_direct: 'out2' } },
      { command: 'outputs_off', params: {} },
      { command: 'scope_acquire', params: { decimation: 2, trigger_source: 'immediately' } },
    ] as const;
    const called = new Set<string>(calls.map(({ command }) => command));
    const silent = [...catalogue.values()].filter(
      ({ name, access }) => (access === 'write' || access === 'urgent') && !called.has(name),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
    for (const { command, params } of calls) {
      const isRefused =
        lacks.has(command) || Object.keys(params).some((name) => lacks.has(`${command}.${name}`));
      if (isRefused) continue;
      changes.length = 0;
      await writer.commandByName(command, params);
      await watcher.command('ping');
      expect(told, `after ${command} ${JSON.stringify(params)}`).toEqual(await stateOf(writer));
      for (const { by, modules } of changes) {
        expect(by).toMatchObject({ client: 'writer.py', command, session: writer.greeting.session });
        expect(by?.number).toBeGreaterThan(0);
        for (const module of Object.keys(modules)) changed.add(module);
      }
      if (commands[command].access === 'read') expect(changes).toEqual([]);
    }
    changes.length = 0;
    await writer.command('pid_set_integrator', { channel: 'pid1', value: -0.5 });
    await watcher.command('ping');
    expect(changes.map(({ modules }) => modules.pid1?.['integrator'])).toEqual([-0.5]);
    expect(changed).toEqual(new Set(MODULES.filter((module) => module !== 'sampler' && module !== 'hk')));
  });
});
