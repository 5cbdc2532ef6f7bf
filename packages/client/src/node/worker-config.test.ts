import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { resolveConfig, type WorkerConfig, workerArguments, workerEnvironment } from './worker-config.ts';

const argumentsOf = (config: WorkerConfig): string => workerArguments(resolveConfig(config), 60).join(' ');

describe('the login of a configuration', () => {
  const login: WorkerConfig = { hostname: 'rp.local', user: 'root', sshPort: 2200 };

  it('stands on the command line, its password in the environment', () => {
    const config = { ...login, password: 's3cret' };
    expect(argumentsOf(config)).toContain('--host rp.local --user root --ssh-port 2200');
    expect(argumentsOf(config)).not.toContain('s3cret');
    expect(workerEnvironment(resolveConfig(config))).toEqual({ PYRPL_MUX_BOARD_PASSWORD: 's3cret' });
  });

  it('can be by a key', () => {
    expect(argumentsOf({ ...login, key: 'lab.pem' })).toContain('--key lab.pem');
    expect(workerEnvironment(resolveConfig({ ...login, key: 'lab.pem' }))).toEqual({});
  });

  it('needs no user for PyRPL, which has one', () => {
    expect(argumentsOf({ hostname: 'rp.local', backend: 'pyrpl', sshPort: 2200 })).toContain(
      '--ssh-port 2200',
    );
  });
});

describe("PyRPL's dummy", () => {
  it('is a board of its own, behind PyRPL', () => {
    const resolved = resolveConfig({ pyrplMock: true });
    expect(resolved).toMatchObject({ board: 'pyrpl-mock', backend: 'pyrpl', simulated: undefined });
    expect(workerArguments(resolved, 60).slice(0, 4)).toEqual([
      'worker',
      '--pyrpl-mock',
      '--backend',
      'pyrpl',
    ]);
  });
});

describe('11. An impossible value is an error', () => {
  it.each([
    [{ pyrplMock: true, hostname: 'rp.local' }, 'a board is named as well'],
    [{ pyrplMock: true, simulate: true }, 'a board is named as well'],
    [{ pyrplMock: true, backend: 'board' }, 'needs the backend pyrpl'],
    [{ pyrplMock: true, seed: 1 }, 'for a simulated board only'],
    [{ pyrplMock: true, user: 'root' }, 'no real board is asked for'],
    [{ simulate: true, password: 'root' }, 'no real board is asked for'],
    [{ hostname: 'rp.local', password: 'root' }, 'user is not given'],
    [{ hostname: 'rp.local', user: 'root', password: 'root', key: 'lab.pem' }, 'exclude each other'],
    [{ hostname: 'rp.local', backend: 'pyrpl', key: 'lab.pem' }, 'PyRPL logs in with a password'],
  ] satisfies [WorkerConfig, string][])('%j', (config, says) => {
    expect(() => resolveConfig(config)).toThrow(says);
    expect(() => resolveConfig(config)).toThrow(CommandError);
  });
});
