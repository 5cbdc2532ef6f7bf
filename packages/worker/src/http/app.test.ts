import { describe, expect, it } from 'vitest';
import type { Listener } from '../sessions/listen.ts';
import { openWorker, TOKEN } from '../sessions/testing/open-worker.ts';
import { ask } from './testing/ask.ts';

async function get(
  listener: Listener,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const { status, text } = await ask(listener, { path, headers });
  return { status, body: text };
}

describe('HTTP', () => {
  it('/healthz reveals the state and nothing else', async () => {
    const { backend, listener } = await openWorker();
    expect(await get(listener, '/healthz')).toEqual({
      status: 200,
      body: '{"state":"ready","reason":null}',
    });
    backend.setState({ state: 'board_lost', reason: 'unplugged' });
    expect(await get(listener, '/healthz')).toEqual({
      status: 503,
      body: '{"state":"board_lost","reason":"unplugged"}',
    });
  });

  it('/metrics needs the token', async () => {
    const { listener, connect } = await openWorker();
    const client = await connect();
    await client.request({ command: 'ping' });
    await client.request({ command: 'asg_get', params: { channel: 'x' } });
    expect((await get(listener, '/metrics')).status).toBe(401);
    expect((await get(listener, '/metrics?token=guess')).status).toBe(401);
    const { status, body } = await get(listener, '/metrics', { authorization: `Bearer ${TOKEN}` });
    expect(status).toBe(200);
    for (const line of [
      'pyrpl_mux_commands_total{command="ping",outcome="ok"} 1',
      'pyrpl_mux_commands_total{command="asg_get",outcome="invalid_params"} 1',
      'pyrpl_mux_command_seconds_bucket{command="ping",le="0.00001"} 1',
      'pyrpl_mux_command_seconds_bucket{command="ping",le="+Inf"} 1',
      'pyrpl_mux_command_seconds_count{command="ping"} 1',
      'pyrpl_mux_frames_in_total 2',
      'pyrpl_mux_sessions 1',
      'pyrpl_mux_ready 1',
      'pyrpl_mux_backend{figure="link.words_read"} 12',
    ])
      expect(body.split('\n')).toContain(line);
    expect((await get(listener, `/metrics?token=${encodeURIComponent(TOKEN)}`)).status).toBe(200);
  });

  it('answers other paths with a sentence', async () => {
    const { listener } = await openWorker();
    const answer = await get(listener, '/../../etc/passwd');
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('/healthz');
  });

  it('refuses a name that is not its own (DNS rebinding)', async () => {
    const { listener } = await openWorker();
    const as = async (host: string) => (await get(listener, '/healthz', { host })).status;
    expect(await as('evil.example')).toBe(403);
    expect(await as(`evil.example:${listener.port}`)).toBe(403);
    expect(await as('localhost')).toBe(200);
    expect(await as(`[::1]:${listener.port}`)).toBe(200);
  });
});
