import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from './errors.ts';
import { parseGreeting } from './greeting.ts';
import { parseRequest, parseWorkerMessage } from './parse.ts';

describe('a request', () => {
  it('is read with its envelope', () => {
    const value = { command: 'ping', params: { a: 1 }, id: 'c-17', timeout: 5, progress: true };
    expect(parseRequest(value)).toEqual({ ok: true, request: value, unknownKeys: 0 });
  });

  it('has params {} by default, and null as id means absent', () => {
    expect(parseRequest({ command: 'ping', id: null })).toEqual({
      ok: true,
      request: { command: 'ping', params: {} },
      unknownKeys: 0,
    });
  });

  it('may have unknown keys, which are ignored and counted', () => {
    const value: unknown = JSON.parse(
      '{"command": "ping", "__proto__": {"id": 1}, "constructor": 2, "x": 3}',
    );
    expect(parseRequest(value)).toEqual({
      ok: true,
      request: { command: 'ping', params: {} },
      unknownKeys: 3,
    });
  });

  it.each(['x', 'x'.repeat(64), '𝄞'.repeat(64), '__proto__', 0, -1, Number.MAX_SAFE_INTEGER])(
    'may have the id %j',
    (id) => {
      expect(parseRequest({ command: 'ping', id })).toMatchObject({ ok: true, request: { id } });
    },
  );

  it.each(['', 'x'.repeat(65), '𝄞'.repeat(65), 1.5, 2 ** 53, Number.NaN, true, [], {}, ['c-1']])(
    'whose id is not valid counts as one without an id: %j',
    (id) => {
      const parsed = parseRequest({ command: 'ping', id });
      expect(parsed).toMatchObject({ ok: false, problem: { info: { code: 'bad_message', effect: 'none' } } });
      expect(parsed).not.toHaveProperty('id');
    },
  );

  it.each([
    { command: 1 },
    {},
    { command: 'ping', params: [] },
    { command: 'ping', params: null },
    { command: 'ping', params: 'x' },
    { command: 'ping', timeout: 0 },
    { command: 'ping', timeout: -1 },
    { command: 'ping', timeout: 86_400.1 },
    { command: 'ping', timeout: '5' },
    { command: 'ping', timeout: null },
    { command: 'ping', progress: 1 },
  ])('with a wrong envelope is answered under its id: %j', (value) => {
    expect(parseRequest({ ...value, id: 7 })).toMatchObject({
      ok: false,
      id: 7,
      problem: { info: { code: 'bad_message', effect: 'none' } },
    });
  });

  it.each([null, 1, 'ping', [], [{ command: 'ping' }], undefined])('must be an object: %j', (value) => {
    expect(parseRequest(value).ok).toBe(false);
  });

  it('of any shape is understood or refused, never fatal', () => {
    const envelope = fc.record(
      {
        command: fc.anything(),
        params: fc.anything(),
        id: fc.anything(),
        timeout: fc.anything(),
        progress: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), envelope), (value) => typeof parseRequest(value).ok === 'boolean'),
    );
  });
});

describe('a message of the worker', () => {
  it.each([
    { status: 'ok', data: 'pong', id: 'c-1' },
    { status: 'ok', data: null },
    { status: 'progress', data: { done: 1, total: 2 }, id: 3 },
    { status: 'error', data: 'No.', error: { code: 'busy', effect: 'none' }, id: 'c-1' },
    {
      status: 'error',
      data: 'No.',
      error: {
        code: 'invalid_params',
        effect: 'none',
        issues: [{ path: 'p', message: 'm' }],
        number: 4,
        limit: 'trigger_timeout',
      },
    },
    { event: 'board', subscription: 's-1', seq: 1, dropped: 0, data: {} },
    { event: 'error', data: 'Twice.', error: { code: 'duplicate_id', effect: 'none', id: 'c-1' } },
  ])('is read: %j', (message) => {
    expect(parseWorkerMessage(message)).toEqual(message);
  });

  it('may have unknown keys, events and error codes', () => {
    expect(parseWorkerMessage({ event: 'new', novelty: 1 })).toEqual({ event: 'new' });
    expect(
      parseWorkerMessage({ status: 'error', data: 'No.', error: { code: 'new', effect: 'new' } }),
    ).toEqual({
      status: 'error',
      data: 'No.',
      error: { code: 'internal', effect: 'unknown' },
    });
    expect(parseWorkerMessage({ status: 'error', data: 'No.' })).toMatchObject({
      error: { effect: 'unknown' },
    });
  });

  it.each([
    null,
    [],
    'pong',
    {},
    { status: 'fine' },
    { status: 'ok', id: {} },
    { status: 'ok', id: 1.5 },
    { status: 'error', data: { text: 'No.' } },
    { event: 1 },
    { event: 'board', subscription: 1 },
    { event: 'board', seq: 'x' },
  ])('of another shape is bad_message: %j', (message) => {
    expect(() => parseWorkerMessage(message)).toThrow(CommandError);
  });

  it('of any shape is understood or refused, never fatal', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          parseWorkerMessage(value);
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
        }
      }),
    );
  });
});

describe('a greeting', () => {
  const greeting = {
    protocol: 'pyrpl-mux.v1',
    worker: { version: '0.1.0', pid: 1, started: '2026-11-22T15:00:00.000Z' },
    board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'HV' } },
    backend: 'board',
    state: 'board_lost',
    reason: 'It does not answer.',
    session: 3,
    access: 'view',
    limits: { in_flight: 1, lane_queue: 2, frame_bytes: 3, unsent_bytes: 4, subscriptions: 5, sessions: 6 },
  };

  it('is read, unknown keys ignored', () => {
    expect(parseGreeting({ ...greeting, extra: 1 })).toEqual(greeting);
  });

  it('of a worker that does not tell what a session may do lets it do everything', () => {
    expect(parseGreeting({ ...greeting, access: undefined }).access).toBe('operate');
  });

  it.each([
    ['another version', { protocol: 'pyrpl-mux.v2' }],
    ['no limits', { limits: undefined }],
    ['a limit that is text', { limits: { ...greeting.limits, sessions: '6' } }],
    ['an unknown state', { state: 'constructor' }],
    ['an unknown range', { board: { key: 'x', input_range: { in1: 'LV', in2: 'XV' } } }],
    ['no worker', { worker: 'me' }],
    ['an unknown access', { access: 'admin' }],
  ])('is refused with a sentence: %s', (_, change) => {
    expect(() => parseGreeting({ ...greeting, ...change })).toThrow(
      /did not greet as a worker of this protocol/,
    );
  });
});
