import { createHmac } from 'node:crypto';
import { catalogue } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { containing } from './testing/matchers.ts';
import { type OpenWorker, openWorker, TOKEN } from './testing/open-worker.ts';
import { type Message, RawClient } from './testing/raw-client.ts';

/** As PROTOCOL.md, section 2, says it. */
const VIEW_TOKEN = createHmac('sha256', TOKEN).update('pyrpl-mux view').digest('base64url');

async function arrive(
  { listener }: OpenWorker,
  query: string,
  headers: Record<string, string> = {},
): Promise<{ readonly client: RawClient; readonly greeting: Message }> {
  const client = new RawClient(`${listener.url}${query}`, { headers });
  return { client, greeting: await client.next() };
}

describe('"Operate or view"', () => {
  const token = encodeURIComponent(TOKEN);

  it.each<[access: string, query: string, headers: Record<string, string>]>([
    ['operate', `?token=${token}`, {}],
    ['operate', '', { authorization: `Bearer ${TOKEN}` }],
    ['view', `?token=${VIEW_TOKEN}`, {}],
    ['view', `?view=${VIEW_TOKEN}`, {}],
    ['view', '', { authorization: `Bearer ${VIEW_TOKEN}` }],
    ['view', `?token=${token}&view`, {}],
    ['view', '?view', { authorization: `Bearer ${TOKEN}` }],
    ['view', `?view=${token}`, {}],
  ])('the greeting tells %s for %s %s', async (access, query, headers) => {
    const { greeting } = await arrive(await openWorker(), query, headers);
    expect(greeting).toMatchObject({ status: 'ok', data: { access } });
  });

  it('a wrong view token opens nothing', async () => {
    const { client, greeting } = await arrive(await openWorker(), '?view=guess');
    expect(greeting).toMatchObject({
      data: containing('The token is wrong.'),
      error: { code: 'unauthorized' },
    });
    expect(await client.closed).toBe(4401);
  });

  it('hello and status tell it as well', async () => {
    const worker = await openWorker();
    const { client } = await arrive(worker, `?token=${VIEW_TOKEN}`);
    expect(await client.request({ command: 'hello' })).toMatchObject({ data: { access: 'view' } });
    await worker.connect();
    expect(await client.request({ command: 'status' })).toMatchObject({
      data: { clients: [{ access: 'view' }, { access: 'operate' }] },
    });
  });
});

describe('"view if it may only look"', () => {
  it('"Such a session may use the commands whose access is session or read", "all else is answered forbidden"', async () => {
    const worker = await openWorker();
    const { client } = await arrive(worker, `?token=${VIEW_TOKEN}`);
    const forbidden: string[] = [];
    for (const { name, access, operatorOnly, example } of catalogue.values()) {
      worker.backend.rules.set(name, () => ({}));
      const before = worker.backend.started.length;
      const answer = await client.request({
        command: name,
        params: name === 'cancel' ? { id: 'x' } : example,
      });
      const mayLook = (access === 'session' || access === 'read') && operatorOnly !== true;
      if (mayLook) {
        expect(answer, name).toMatchObject({ status: 'ok' });
        continue;
      }
      forbidden.push(name);
      expect(answer, name).toMatchObject({
        data: `This session may only look, and ${name} is not for it. Nothing was done; connect with the worker's token to operate.`,
        error: { code: 'forbidden', effect: 'none' },
      });
      expect(worker.backend.started.length, name).toBe(before);
    }
    expect(worker.shutdowns).toEqual([]);
    for (const name of ['pid_configure', 'scope_acquire', 'scope_setup', 'outputs_off', 'shutdown'])
      expect(forbidden).toContain(name);
    for (const name of ['ping', 'status', 'subscribe', 'pid_get', 'sampler_read'])
      expect(forbidden).not.toContain(name);
  });

  it('a request without an id is refused in its turn', async () => {
    const { client } = await arrive(await openWorker(), `?token=${VIEW_TOKEN}`);
    client.send({ command: 'asg_off' });
    client.send({ command: 'ping' });
    expect(await client.next()).toMatchObject({ error: { code: 'forbidden' } });
    expect(await client.next()).toEqual({ status: 'ok', data: 'pong' });
  });

  it('cancels its own commands, but none by number', async () => {
    const worker = await openWorker();
    const operator = await worker.connect();
    operator.send({ command: 'scope_acquire', id: 1 });
    const { context } = await worker.backend.nth(0);
    context.waiting(() => 'armed');
    const { client } = await arrive(worker, `?token=${VIEW_TOKEN}`);
    expect(await client.request({ command: 'cancel', params: { number: 1 } })).toMatchObject({
      data: containing('cancel by number is not for it'),
      error: { code: 'forbidden', effect: 'none' },
    });
    expect(context.signal.aborted).toBe(false);

    client.send({ command: 'sampler_read', params: { channel: 'in1' }, id: 'own' });
    (await worker.backend.nth(1)).context.waiting(() => 'reading');
    client.send({ command: 'cancel', params: { id: 'own' }, id: 'stop' });
    expect(await client.next()).toMatchObject({ error: { code: 'cancelled' }, id: 'own' });
    expect(await client.next()).toMatchObject({ data: { cancelled: true }, id: 'stop' });
  });
});
