import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { connect } from './connect.ts';
import { EchoWorker, failure, greeting } from './testing/echo-worker.ts';

let echo: EchoWorker;

beforeEach(async () => {
  echo = await EchoWorker.start();
});

afterEach(async () => {
  await echo.close();
});

describe('connecting', () => {
  it('sends the token in the URL, and says who is calling', async () => {
    const client = await echo.attach({ token: 'a+b&c', client: 'scan.py', version: '2' });
    expect(new URLSearchParams(echo.urls[0]?.slice(1)).get('token')).toBe('a+b&c');
    expect(echo.requests).toMatchObject([
      { command: 'hello', params: { client: 'scan.py', version: '2', arrays: 'binary' } },
    ]);
    expect(client.greeting).toEqual(greeting);
    expect(client.state).toBe('ready');
  });

  it('needs no hello where there is nothing to say', async () => {
    await echo.attach({ arrays: 'json' });
    expect(echo.requests).toEqual([]);
  });

  it('fails with the sentence of a worker that refuses the hello', async () => {
    echo.answer = () => ({
      status: 'error',
      data: 'client is too long.',
      error: { code: 'invalid_params', effect: 'none' },
    });
    expect(await failure(echo.attach({ client: 'x'.repeat(300) }))).toMatchObject({
      code: 'invalid_params',
      message: 'client is too long.',
    });
  });

  it('fails at once where nobody listens, and the sentence holds no token', async () => {
    const error = await failure(connect('ws://127.0.0.1:1/', { token: 'secret' }));
    expect(error).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(error.message).toContain('ws://127.0.0.1:1/');
    expect(error.message).not.toContain('secret');
  });

  it.each(['http://127.0.0.1:8765/', '127.0.0.1:8765', ''])(
    'refuses an address of another kind: %j',
    async (url) => {
      await expect(connect(url)).rejects.toThrow(/looks like ws:\/\/127\.0\.0\.1:8765/);
    },
  );

  it('can be cancelled before and meanwhile', async () => {
    const clock = new ManualClock();
    expect(await failure(echo.attach({ signal: AbortSignal.abort(), clock }))).toMatchObject({
      code: 'cancelled',
    });
    const abort = new AbortController();
    const attempt = failure(echo.attach({ signal: abort.signal, clock }));
    abort.abort();
    expect(await attempt).toMatchObject({ code: 'cancelled' });
    expect(clock.armed).toBe(0);
  });
});
