import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@pyrpl-mux/client';
import { type BoardState, RedPitaya, RegisterLink } from '@pyrpl-mux/redpitaya';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../observe/log.ts';
import type { BackendState } from '../backend.ts';
import { Bystander } from '../board/testing/bench.ts';
import type { ReloadFpga } from './host-command.ts';
import { PyrplBackend } from './pyrpl-backend.ts';
import type { Behaviour } from './testing/scripted-child.ts';

const program = fileURLToPath(new URL('testing/scripted-child.ts', import.meta.url));

/** Settings of all modules of a board, as a child tells them. */
async function boardState(): Promise<Record<string, unknown>> {
  await using board = await SimulatedBoard.start({ fpga: new SimulatedFpga({ noise: 0 }) });
  const link = await RegisterLink.connect({ host: board.host, port: board.port, clock: systemClock });
  const driver = await RedPitaya.attach(link);
  const state: BoardState = await driver.state();
  link.close();
  const { scope, asg0, asg1, iir } = driver.remembered();
  return {
    ...state,
    scope: { ...state.scope, registers: scope.registers },
    asg0: { ...state.asg0, registers: asg0.registers },
    asg1: { ...state.asg1, registers: asg1.registers },
    iir: { ...state.iir, registers: iir.registers },
  };
}

let folder: string;
let state: Record<string, unknown>;
let backend: PyrplBackend | null = null;
let starts: ReloadFpga[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-child-'));
  state = await boardState();
  starts = [];
});

afterEach(async () => {
  await backend?.stop();
  await rm(folder, { recursive: true });
});

/** Starts a backend whose n-th child behaves as the n-th behaviour says, further ones as the last. */
function start(reloadFpga: ReloadFpga, ...behaviours: readonly Behaviour[]): PyrplBackend {
  backend = new PyrplBackend({
    target: null,
    reloadFpga,
    inputRange: { in1: 'LV', in2: 'LV' },
    stateFile: join(folder, 'state'),
    userFolder: join(folder, 'user'),
    clock: systemClock,
    log: createLog('silent'),
    command: async (reload) => {
      const behaviour = behaviours[Math.min(starts.length, behaviours.length - 1)] ?? {};
      starts.push(reload);
      const results = { 'board.recall': { believed: [] }, 'board.state': state, ...behaviour.results };
      return {
        program: process.execPath,
        args: ['--conditions=source', program, JSON.stringify({ ...behaviour, results })],
        environment: {},
      };
    },
  });
  backend.start();
  return backend;
}

async function until(wanted: BackendState['state'], of: PyrplBackend): Promise<BackendState> {
  const { promise, resolve } = Promise.withResolvers<BackendState>();
  const look = (): void => {
    if (of.state.state === wanted) resolve(of.state);
  };
  const unsubscribe = of.onState(look);
  look();
  const met = await promise;
  unsubscribe();
  return met;
}

it('loads the FPGA image at most in the first start of PyRPL', async () => {
  const running = start('auto', { calls: { 'pid0.get': 'die' } }, {});
  await until('ready', running);
  const error = running.execute('pid_get', { channel: 'pid0' }, new Bystander(1));
  await expect(error).rejects.toMatchObject({ code: 'board_fault', effect: 'none' });
  await until('board_lost', running);
  await until('ready', running);
  expect(starts).toEqual(['auto', 'never']);
});

it('may load it again as long as no start has succeeded', async () => {
  const running = start('auto', { start: 'failed' }, {});
  expect(await until('board_lost', running)).toMatchObject({ reason: 'Nobody lets it in.' });
  await until('ready', running);
  expect(starts).toEqual(['auto', 'auto']);
});

it('stays down and says why where outputs cannot be preserved', async () => {
  const running = start('never', { start: 'final' });
  expect(await until('board_lost', running)).toEqual({
    state: 'board_lost',
    reason: 'The board has another image.',
    final: true,
  });
  const command = running.execute('pid_get', { channel: 'pid0' }, new Bystander(1));
  await expect(command).rejects.toMatchObject({ code: 'board_unavailable', effect: 'none' });
  await running.stop();
  expect(starts).toEqual(['never']);
});

it('11. An impossible value is an error: it is refused before anything is sent', async () => {
  const running = start('never', { calls: { 'pid0.setup': 'die', 'pid0.set_setpoint': 'die' } });
  await until('ready', running);
  const setup = running.execute('pid_configure', { channel: 'pid0', p: 1e9 }, new Bystander(1));
  await expect(setup).rejects.toMatchObject({ code: 'invalid_params', effect: 'none' });
  const setpoint = running.execute('pid_set_setpoint', { channel: 'pid0', value: 3 }, new Bystander(2));
  await expect(setpoint).rejects.toMatchObject({ code: 'invalid_params', effect: 'none' });
  expect(running.state.state).toBe('ready');
});

it('an answer that is not understood is an error that says that what it writes was written', async () => {
  const running = start('never', { calls: { 'pid0.setup': 'nonsense' } });
  await until('ready', running);
  const setup = running.execute('pid_configure', { channel: 'pid0', p: 1 }, new Bystander(1));
  await expect(setup).rejects.toMatchObject({ code: 'internal', effect: 'done' });
});

it('5. a command that waits ends with the child, and what it writes was written', async () => {
  const running = start('never', { calls: { 'scope.acquire': 'wait', 'pid0.get': 'die' } }, {});
  await until('ready', running);
  const waiting = new Bystander(1);
  const acquisition = running.execute('scope_acquire', { decimation: 64, timeout: 5 }, waiting);
  const outcome = expect(acquisition).rejects.toMatchObject({ code: 'board_fault', effect: 'done' });
  expect((await waiting.waits)()).toBe('armed, waiting for in1 rising through 0.5 V');
  const before = performance.now();
  await expect(running.execute('pid_get', { channel: 'pid0' }, new Bystander(2))).rejects.toThrow('SIGKILL');
  await outcome;
  expect(performance.now() - before).toBeLessThan(1000);
});

it('says which settings a restart of PyRPL has changed', async () => {
  const running = start('never', { calls: { 'pid0.get': 'die' } }, {});
  await until('ready', running);
  const { asg0 } = state;
  state = { ...state, asg0: { ...(typeof asg0 === 'object' ? asg0 : {}), offset: 0.5 } };
  await expect(running.execute('pid_get', { channel: 'pid0' }, new Bystander(1))).rejects.toThrow();
  await until('board_lost', running);
  await until('ready', running);
  expect(running.status()).toMatchObject({ changed_by_restart: ['asg0.offset is 0.5 instead of 0'] });
});
