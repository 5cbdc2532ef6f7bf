import { type BoardChange, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { type ReadyLine, type Running, startWorker, temporaryFolder } from '../rig/program.ts';
import { openPageLink, type PageLink } from './rig/page-link.ts';

/** Starts a worker where another one was. */
function startAgain(folder: string, before: ReadyLine, board = 'link'): Promise<Running<ReadyLine>> {
  return startWorker(folder, '--port', new URL(before.url).port, '--simulate', board);
}

async function kill(worker: Running<ReadyLine>): Promise<void> {
  worker.process.kill('SIGKILL');
  await worker.exited;
}

async function untilPhase({ link }: PageLink, kind: string): Promise<void> {
  await expect.poll(() => link.phase.value.kind, { timeout: 60_000 }).toBe(kind);
}

/** Sets a frequency from another program, and waits until a page knows. */
async function changeElsewhere(
  { url, token }: ReadyLine,
  value: number,
  known: () => readonly BoardChange[],
): Promise<void> {
  await using other = await connect(url, { token, client: 'other' });
  await other.command('asg_set_frequency', { channel: 'asg0', value });
  await expect.poll(() => known().filter(({ by }) => by?.client === 'other').length).toBeGreaterThan(0);
  // Everything that was told before this answer has come.
  await other.command('ping', {});
}

describe("the page's link to its worker", () => {
  it('finds a worker that starts later, and learns of it what commands there are', async () => {
    await using folder = await temporaryFolder();
    const first = await startWorker(folder.path, '--simulate', 'link');
    await kill(first);
    using page = openPageLink(first.line.url, first.line);
    await untilPhase(page, 'lost');
    expect(await page.link.steer('asg_off', { channel: 'asg0' })).toBeUndefined();
    expect(page.sentences()).toEqual(['There is no connection to the worker. asg_off was not sent.']);
    expect(page.log.entries.value).toMatchObject([{ command: 'asg_off', outcome: 'error' }]);

    await using _second = await startAgain(folder.path, first.line);
    await untilPhase(page, 'ready');
    await expect.poll(() => page.link.steerable.value).toBe(true);
    await expect.poll(() => page.link.describe('asg_setup')?.params).toBeDefined();
    expect(page.log.entries.value, 'nothing was sent again').toHaveLength(1);
  });

  it('follows topics over connections, each once, whenever it began to', async () => {
    await using folder = await temporaryFolder();
    const first = await startWorker(folder.path, '--simulate', 'link');
    using page = openPageLink(first.line.url, first.line);
    const early: BoardChange[] = [];
    const late: BoardChange[] = [];
    const ended: BoardChange[] = [];
    page.link.watch('board', {}, ({ data }) => early.push(data));
    const end = page.link.watch('board', {}, ({ data }) => ended.push(data));
    await expect.poll(() => ended.length).toBeGreaterThan(0);
    await kill(first);
    await untilPhase(page, 'lost');
    end();
    const endedWith = ended.length;
    page.link.watch('board', {}, ({ data }) => late.push(data));
    page.link.watch('board', {}, ({ data }) => ended.push(data))();

    await using second = await startAgain(folder.path, first.line);
    await untilPhase(page, 'ready');
    await changeElsewhere(second.line, 1000, () => late);
    await changeElsewhere(second.line, 2000, () => late.slice(-1));
    const frequencies = (changes: readonly BoardChange[]): (number | undefined)[] =>
      changes.filter(({ by }) => by !== null).map(({ modules }) => Math.round(modules.asg0?.frequency ?? 0));
    await expect.poll(() => frequencies(late)).toEqual([1000, 2000]);
    await expect.poll(() => frequencies(early)).toEqual([1000, 2000]);
    expect(ended).toHaveLength(endedWith);
    expect(page.sentences()).toEqual([]);
  });

  it('ends what it no longer follows in the worker, too', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate', 'link');
    using page = openPageLink(worker.line.url, worker.line);
    const viewers = async (): Promise<number> => (await page.link.command('status', {})).stream.viewers;
    await untilPhase(page, 'ready');
    const ends = [1, 2].map(() => page.link.watch('scope_trace', {}, () => {}));
    ends[0]?.();
    await expect.poll(viewers).toBe(1);
    ends[1]?.();
    await expect.poll(viewers).toBe(0);
  });

  it('says which topic the worker does not let it follow', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate', 'link');
    using page = openPageLink(worker.line.url, worker.line);
    page.link.watch('scope_trace', { max_rate: -1 }, () => {});
    await expect.poll(() => page.sentences()).toHaveLength(1);
    expect(page.sentences()[0]).toMatch(/max_rate.* does not follow the topic scope_trace/);
    expect(page.link.phase.value.kind).toBe('ready');
  });

  it('is refused with a wrong token, at first and when the worker has another one later', async () => {
    await using folder = await temporaryFolder();
    await using otherFolder = await temporaryFolder();
    const first = await startWorker(folder.path, '--simulate', 'link');
    using stranger = openPageLink(first.line.url, { token: 'wrong' });
    await untilPhase(stranger, 'refused');
    using page = openPageLink(first.line.url, first.line);
    await untilPhase(page, 'ready');
    await kill(first);
    await untilPhase(page, 'lost');
    await using second = await startAgain(otherFolder.path, first.line);
    expect(second.line.token).not.toBe(first.line.token);
    await untilPhase(page, 'refused');
    expect(page.link.phase.value).toMatchObject({ code: 'unauthorized' });
    expect(page.link.live.value).toBe(false);
    expect(await page.link.steer('asg_off', { channel: 'asg0' })).toBeUndefined();
  });

  it('stops where the worker has another board, which gets nothing that was meant for the first', async () => {
    await using folder = await temporaryFolder();
    const first = await startWorker(folder.path, '--simulate', 'link');
    const cookie = { token: first.line.token };
    using page = openPageLink(first.line.url, cookie);
    const told: BoardChange[] = [];
    page.link.watch('board', {}, ({ data }) => told.push(data));
    await expect.poll(() => told.length).toBeGreaterThan(0);
    const second = await startWorker(folder.path, '--simulate', 'elsewhere');
    await kill(second);
    await kill(first);
    await untilPhase(page, 'lost');
    const toldBefore = told.length;
    // Another page of the same browser was opened with the token of another board.
    cookie.token = second.line.token;
    await using third = await startAgain(folder.path, first.line, 'elsewhere');
    await untilPhase(page, 'other-board');
    expect(page.link.phase.value).toMatchObject({ shown: 'sim:link', present: 'sim:elsewhere' });
    expect(page.link.steerable.value).toBe(false);
    const setUp = { channel: 'asg0', amplitude: 0.5, output_direct: 'out1' } as const;
    expect(await page.link.steer('asg_setup', setUp)).toBeUndefined();
    await using other = await connect(third.line.url, { token: third.line.token });
    expect((await other.command('asg_get', { channel: 'asg0' })).output_direct).toBe('off');
    expect(told).toHaveLength(toldBefore);
  });

  it('may look only where its address says so, and is closed for good', async () => {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate', 'link');
    const { url, token } = worker.line;
    using page = openPageLink(`${url}?view`, { token });
    await expect.poll(() => page.link.live.value).toBe(true);
    expect(page.link.access.value).toBe('view');
    expect(page.link.steerable.value).toBe(false);
    expect(await page.link.steer('asg_off', { channel: 'asg0' })).toBeUndefined();
    expect(page.log.entries.value).toMatchObject([{ outcome: 'error' }]);

    const closed = openPageLink(url, { token });
    closed.link.close();
    page.link.close();
    await using other = await connect(url, { token });
    await expect
      .poll(async () => (await other.command('status')).clients.map(({ client }) => client))
      .not.toContain('dashboard');
    for (const { link } of [closed, page]) expect(link.live.value).toBe(false);
  });
});
