import { fileURLToPath } from 'node:url';
import { CommandError, systemClock } from '@pyrpl-mux/client';
import { WaitAbortedError } from '@pyrpl-mux/redpitaya';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../observe/log.ts';
import { ChildEndError } from './child-end.ts';
import { ChildLink } from './child-link.ts';
import type { ChildCommand } from './child-process.ts';
import type { Behaviour } from './testing/scripted-child.ts';

const program = fileURLToPath(new URL('testing/scripted-child.ts', import.meta.url));

const commandOf = (behaviour: Behaviour): ChildCommand => ({
  program: process.execPath,
  args: ['--conditions=source', program, JSON.stringify(behaviour)],
  environment: {},
});

const started: ChildLink[] = [];

async function start(behaviour: Behaviour, signal = new AbortController().signal): Promise<ChildLink> {
  const link = await ChildLink.start({
    command: commandOf(behaviour),
    clock: systemClock,
    log: createLog('silent'),
    signal,
  });
  started.push(link);
  return link;
}

afterEach(async () => {
  for (const link of started.splice(0)) {
    link.close();
    await link.ended;
  }
});

const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => null,
    (error: unknown) => error,
  );

describe('the start of a child', () => {
  it('ends with the reason that the child tells', async () => {
    const error = await errorOf(start({ start: 'failed' }));
    expect(error).toBeInstanceOf(ChildEndError);
    expect(error).toMatchObject({ code: 'failed', final: false, message: 'Nobody lets it in.' });
  });

  it('is not tried again where only a person can help', async () => {
    expect(await errorOf(start({ start: 'final' }))).toMatchObject({ code: 'failed', final: true });
  });

  it('ends with the last words of a child that dies', async () => {
    const error = await errorOf(start({ start: 'exit' }));
    expect(error).toMatchObject({ code: 'ended' });
    expect(String(error)).toContain('exit code 1');
    expect(String(error)).toContain('ModuleNotFoundError: no module');
  });

  it('ends where something else than messages comes', async () => {
    expect(await errorOf(start({ start: 'garbage' }))).toMatchObject({ code: 'garbled' });
  });

  it('ends when a program is not there', async () => {
    const command = { program: 'no-such-python', args: [], environment: {} };
    const { signal } = new AbortController();
    const log = createLog('silent');
    const error = await errorOf(ChildLink.start({ command, clock: systemClock, log, signal }));
    expect(String(error)).toMatch(/before it began.*no-such-python/);
  });

  it('is given up with its process when nobody wants it any more', async () => {
    const controller = new AbortController();
    const starting = errorOf(start({ start: 'never' }, controller.signal));
    controller.abort();
    expect(await starting).toMatchObject({ code: 'closed' });
  });
});

describe('5. Nobody waits for a corpse: every pending call ends at once with its true effect', () => {
  const reads = { reads: true };
  const writes = { reads: false };

  it.each([
    { calls: { 'pid0.setup': 'die' }, code: 'ended', says: 'SIGKILL' },
    { calls: { 'pid0.setup': 'hang' }, code: 'hung', says: 'pid0.setup: register for 60.0 s' },
    { calls: { 'pid0.setup': 'garbage' }, code: 'garbled', says: 'no message' },
    { calls: { 'pid0.setup': 'unknown_message' }, code: 'garbled', says: 'not understood' },
  ] as const)('when a call lets it be $code ($says)', async ({ calls, code, says }) => {
    const link = await start({ calls: { ...calls, 'pid1.get': 'silence', 'scope.acquire': 'wait' } });
    let waits = 0;
    const waiting = Promise.withResolvers<void>();
    const onWaiting = (): void => {
      waits += 1;
      waiting.resolve();
    };
    const acquisition = errorOf(link.call('scope.acquire', {}, { ...writes, onWaiting }));
    await waiting.promise;
    const read = errorOf(link.call('pid1.get', {}, reads));
    const setup = errorOf(link.call('pid0.setup', { p: 1 }, writes));
    const errors = await Promise.all([setup, read, acquisition]);
    expect(errors.map((error) => error instanceof CommandError && [error.code, error.effect])).toEqual([
      ['board_fault', 'unknown'],
      ['board_fault', 'none'],
      ['board_fault', 'unknown'],
    ]);
    for (const error of errors) expect(String(error)).toContain(says);
    expect(waits).toBe(1);
    expect((await link.ended).code).toBe(code);
    expect(link.counts).toEqual({ pending: 0, strays: 0 });
    expect(await errorOf(link.call('pid0.get', {}, reads))).toMatchObject({ effect: 'none' });
  });

  it('when the child loses its board: it tells what each call has done, and has begun no other', async () => {
    const link = await start({
      calls: { 'scope.acquire': 'wait', 'pid1.setup': 'silence', 'pid0.setup': 'link_lost' },
    });
    const waiting = Promise.withResolvers<void>();
    const onWaiting = (): void => waiting.resolve();
    const acquisition = errorOf(link.call('scope.acquire', {}, { ...writes, onWaiting }));
    await waiting.promise;
    const notBegun = errorOf(link.call('pid1.setup', {}, writes));
    const setup = errorOf(link.call('pid0.setup', {}, writes));
    // What follows a failed call finds the link already ended.
    const next = setup.then(async () => await errorOf(link.call('pid0.setup', {}, writes)));
    const errors = await Promise.all([acquisition, notBegun, setup, next]);
    expect(errors).toMatchObject([
      { code: 'board_fault', effect: 'done' },
      { code: 'board_fault', effect: 'none' },
      { code: 'board_fault', effect: 'unknown' },
      { code: 'board_fault', effect: 'none' },
    ]);
    expect((await link.ended).code).toBe('board_lost');
  });

  it('when no heartbeat comes any more', async () => {
    const link = await start({ mute: true, calls: { 'pid0.setup': 'silence' } });
    const error = await errorOf(link.call('pid0.setup', {}, writes));
    expect(String(error)).toContain('no sign of life for');
    expect((await link.ended).code).toBe('hung');
  });
});

describe('a call', () => {
  it('answers with its result', async () => {
    const link = await start({ results: { 'pid0.get_setpoint': 0.25 } });
    expect(await link.call('pid0.get_setpoint', {}, { reads: true })).toBe(0.25);
  });

  it('stops waiting when it is asked to', async () => {
    const link = await start({ calls: { 'scope.acquire': 'wait' } });
    const controller = new AbortController();
    const reason = new Error('the deadline');
    const acquisition = link.call(
      'scope.acquire',
      {},
      { reads: false, signal: controller.signal, onWaiting: () => controller.abort(reason) },
    );
    const error = await errorOf(acquisition);
    expect(error).toBeInstanceOf(WaitAbortedError);
    expect(error).toMatchObject({ cause: reason });
  });

  it('is refused with the same error as by our own driver', async () => {
    const link = await start({ calls: { 'pid0.setup': 'invalid' } });
    expect(await errorOf(link.call('pid0.setup', {}, { reads: false }))).toMatchObject({
      name: 'ValueOutOfRangeError',
      parameter: 'p',
      range: 'at most 8',
    });
  });
});
