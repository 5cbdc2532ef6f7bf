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
    states: { folder: join(folder, 'states'), board: 'scripted' },
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

async function untilState(of: PyrplBackend, isMet: (state: BackendState) => boolean): Promise<BackendState> {
  const { promise, resolve } = Promise.withResolvers<BackendState>();
  const look = (): void => {
    if (isMet(of.state)) resolve(of.state);
  };
  const unsubscribe = of.onState(look);
  look();
  const met = await promise;
  unsubscribe();
  return met;
}

const until = async (wanted: BackendState['state'], of: PyrplBackend): Promise<BackendState> =>
  await untilState(of, ({ state: found }) => found === wanted);

/** Resolves with the reason when the backend stays down. */
async function untilFinal(of: PyrplBackend): Promise<string> {
  const down = await untilState(of, (found) => found.state === 'board_lost' && found.final === true);
  return down.state === 'board_lost' ? down.reason : '';
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

it.each([
  { end: 'die', says: 'SIGKILL' },
  { end: 'link_lost', says: 'The link to the board failed' },
] as const)(
  '5. a command that waits ends with the child ($says), and what it writes was written',
  async ({ end, says }) => {
    const running = start('never', { calls: { 'scope.acquire': 'wait', 'pid0.get': end } }, {});
    await until('ready', running);
    const waiting = new Bystander(1);
    const acquisition = running.execute('scope_acquire', { decimation: 64, timeout: 600 }, waiting);
    const outcome = expect(acquisition).rejects.toMatchObject({ code: 'board_fault', effect: 'done' });
    expect((await waiting.waits)()).toBe('armed, waiting for in1 rising through 0.5 V');
    await expect(running.execute('pid_get', { channel: 'pid0' }, new Bystander(2))).rejects.toThrow(says);
    await outcome;
  },
);

/** The same board, with other settings of one module. */
function withSettings(module: string, changes: object): Record<string, unknown> {
  const settings = state[module];
  return { ...state, [module]: { ...(typeof settings === 'object' ? settings : {}), ...changes } };
}

/** Lets the first child of a backend die, and gives the next one another board. */
async function crashOnto(running: PyrplBackend, next: Record<string, unknown>): Promise<void> {
  await until('ready', running);
  state = next;
  await expect(running.execute('pid_get', { channel: 'pid0' }, new Bystander(1))).rejects.toThrow();
  await until('board_lost', running);
}

it.each([
  { module: 'asg0', changes: { offset: 0.5 }, says: 'asg0.offset changed from 0 to 0.5' },
  {
    module: 'asg1',
    changes: { output_direct: 'out1' },
    says: 'asg1.output_direct changed from "off" to "out1"',
  },
  { module: 'pid0', changes: { p: 1 }, says: 'pid0.p changed from 0 to 1' },
  { module: 'pid1', changes: { pause: 'p' }, says: 'pid1.pause changed from ' },
  { module: 'iq2', changes: { amplitude: 0.25 }, says: 'iq2.amplitude changed from 0 to 0.25' },
  { module: 'iir', changes: { on: true }, says: 'iir.on changed from false to true' },
  { module: 'pwm0', changes: { input: 'pid0' }, says: 'pwm0.input changed from "off" to "pid0"' },
])('stays down where $module was not preserved over a restart, and says what changed', async (other) => {
  const running = start('never', { calls: { 'pid0.get': 'die' } }, {});
  await crashOnto(running, withSettings(other.module, other.changes));
  const final = await untilFinal(running);
  expect(final).toContain(other.says);
  expect(final).toContain('restart the worker to accept the board as it is');
  const command = running.execute('outputs_off', {}, new Bystander(2));
  await expect(command).rejects.toMatchObject({ code: 'board_unavailable', effect: 'none' });
  await expect(command).rejects.toThrow(other.says);
  expect(starts).toEqual(['never', 'never']);
});

it.each([
  { module: 'pid0', changes: { integrator: 0.5 } },
  { module: 'scope', changes: { decimation: 1024 } },
])('goes on where something of $module changed that drives nothing', async ({ module, changes }) => {
  const running = start('never', { calls: { 'pid0.get': 'die' } }, {});
  await crashOnto(running, withSettings(module, changes));
  await until('ready', running);
});

it('goes on where a command that was interrupted had an effect, of which its caller knows', async () => {
  const running = start('never', { calls: { 'asg0.setup': 'die' } }, {});
  await until('ready', running);
  state = withSettings('asg0', { offset: 0.5 });
  const setup = running.execute('asg_setup', { channel: 'asg0', offset: 0.5 }, new Bystander(1));
  await expect(setup).rejects.toMatchObject({ code: 'board_fault', effect: 'unknown' });
  await until('board_lost', running);
  await until('ready', running);
});
