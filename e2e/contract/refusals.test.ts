import { CommandError } from '@pyrpl-mux/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PARAMETER_VALUES } from '../rig/parameter-values.ts';
import { BACKENDS, type ContractBench, startBench } from './backends.ts';

describe.each(BACKENDS)('refusals of the backend $name', (backend) => {
  let bench: ContractBench;
  beforeAll(async () => {
    bench = await startBench(backend);
  });
  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });

  const settings = (): Promise<unknown> => bench.client.command('state_get', {});

  async function refused(command: string, params: object): Promise<CommandError> {
    const error: unknown = await bench.client.commandByName(command, params).then(
      (answer) =>
        new Error(`${command} ${JSON.stringify(params)} was answered with ${JSON.stringify(answer)}`),
      (reason: unknown) => reason,
    );
    if (!(error instanceof CommandError)) throw error;
    return error;
  }

  it('promise 11: "an impossible value is an error, never a silent clip": every parameter outside of its range or of another type', async () => {
    const before = await settings();
    let tried = 0;
    for (const { command, parameter, impossible } of PARAMETER_VALUES) {
      for (const value of impossible) {
        const error = await refused(command, { [parameter]: value });
        const what = `${command} ${parameter}=${JSON.stringify(value)}: ${error.message}`;
        expect([error.code, error.effect], what).toEqual(['invalid_params', 'none']);
        expect(error.message, what).toContain(parameter);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(250);
    expect(await settings()).toEqual(before);
  });

  it('promise 11: "an unknown parameter is an error (a typo must not look like success)"', async () => {
    for (const command of new Set(PARAMETER_VALUES.map((values) => values.command))) {
      const error = await refused(command, { setpiont: 0 });
      expect([error.code, error.effect], command).toEqual(['invalid_params', 'none']);
      expect(error.message).toContain('setpiont');
    }
  });

  it.each([
    ['pid_configure', { p: 0.1, setpoint: 1.5 }, 'setpoint'],
    ['pid_configure', { min_voltage: 0.5, max_voltage: -0.5 }, 'min_voltage'],
    ['pid_configure', { d: 1 }, 'd'],
    ['iq_setup', { frequency: 1000, bandwidth: [1, 1, 1] }, 'bandwidth'],
    ['asg_setup', { data: [0, 0, 0] }, 'data'],
    ['asg_setup', { data: [0, 2], frequency: 5 }, 'data'],
    ['scope_setup', { threshold: 3, decimation: 8 }, 'threshold'],
    ['scope_acquire', { trigger_source: 'off' }, 'trigger_source'],
  ])(
    'promise 4: "All params are validated before the first write": %s %j',
    async (command, params, parameter) => {
      const before = await settings();
      const error = await refused(command, params);
      expect(error).toMatchObject({ code: 'invalid_params', effect: 'none' });
      expect(error.message).toContain(parameter);
      expect(await settings()).toEqual(before);
    },
  );
});
