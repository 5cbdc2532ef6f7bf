import { type Client, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { BoardSettings } from '../../packages/dashboard/src/board/board-settings.ts';
import { StateBook } from '../../packages/dashboard/src/states/state-book.ts';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { openPageLink, type PageLink } from './rig/page-link.ts';

interface Bench extends AsyncDisposable {
  readonly book: StateBook;
  readonly page: PageLink;
  readonly other: Client;
  readonly setpoint: () => Promise<number>;
}

/** A page's book of states beside another program, on a board with a lock that was saved as `locked`. */
async function openBook(): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const worker = stack.use(await startWorker(folder.path, '--simulate', 'book'));
  const { url, token } = worker.line;
  const other = stack.use(await connect(url, { token, client: 'other' }));
  const lock = { channel: 'pid0', p: 0.5, setpoint: 0.125, output_direct: 'out1' } as const;
  await other.command('pid_configure', lock);
  await other.command('state_save', { name: 'locked' });
  const page = stack.use(openPageLink(url, worker.line));
  const board = new BoardSettings(Date.now);
  page.link.watch('board', {}, ({ data }) => board.take(data));
  await expect.poll(() => board.settings('pid0').value?.setpoint).toBe(0.125);
  const book = new StateBook({ link: page.link, board, notices: page.notices });
  const kept = stack.move();
  return {
    ...{ book, page, other },
    setpoint: () => other.command('pid_get_setpoint', { channel: 'pid0' }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

describe('the book of states', () => {
  it('restores what it has shown, and compares again', async () => {
    await using bench = await openBook();
    const { book, other, page, setpoint } = bench;
    await book.refresh();
    expect(book.list.value?.states.map(({ name }) => name)).toEqual(['locked']);
    await other.command('pid_set_setpoint', { channel: 'pid0', value: 0.5 });
    await other.command('asg_set_amplitude', { channel: 'asg0', value: 0.75 });
    await book.choose('locked');
    expect(book.modules.value).toEqual(['asg0', 'pid0']);
    book.include('asg0', false);
    await book.look();
    expect(book.preview.value?.changes).toMatchObject([{ module: 'pid0', setting: 'setpoint', to: 0.125 }]);
    expect(await setpoint(), 'nothing is written by looking').toBe(0.5);

    await Promise.all([book.restore(), book.restore()]);
    expect(await setpoint()).toBe(0.125);
    expect((await other.command('asg_get', { channel: 'asg0' })).amplitude).toBe(0.75);
    expect(book.modules.value).toEqual(['asg0']);
    expect(book.preview.value).toBeNull();
    const restores = page.log.entries.value.filter(
      ({ command, params }) => command === 'state_restore' && params['dry_run'] !== true,
    );
    expect(restores, 'a double click restores once').toHaveLength(1);
  });

  it('writes nothing where that would be something else than it has shown', async () => {
    await using bench = await openBook();
    const { book, other, page, setpoint } = bench;
    await other.command('pid_set_setpoint', { channel: 'pid0', value: 0.5 });
    await book.choose('locked');
    await book.look();
    expect(book.outdated.value).toBe(false);
    await other.command('pid_configure', { channel: 'pid0', p: 0.25, output_direct: 'both' });
    await expect.poll(() => book.outdated.value).toBe(true);

    await book.restore();
    expect(await setpoint()).toBe(0.5);
    expect((await other.command('pid_get', { channel: 'pid0' })).output_direct).toBe('both');
    expect(page.sentences().at(-1)).toContain('Nothing was written');
    expect(book.preview.value?.changes.map(({ setting }) => setting).toSorted()).toEqual([
      ...['output_direct', 'p', 'setpoint'],
    ]);
    await book.restore();
    expect(await other.command('pid_get', { channel: 'pid0' })).toMatchObject({
      ...{ p: 0.5, setpoint: 0.125, output_direct: 'out1' },
    });
  });

  it('saves once, and shows it; a name that is taken is not replaced', async () => {
    await using bench = await openBook();
    const { book, page } = bench;
    const [first, second] = await Promise.all([book.save({ name: 'scan' }), book.save({ name: 'scan' })]);
    expect([first, second]).toEqual([true, false]);
    expect(book.list.value?.states.map(({ name }) => name).toSorted()).toEqual(['locked', 'scan']);
    expect(await book.save({ name: 'scan' })).toBe(false);
    expect(page.notices.list.value.map(({ kind }) => kind)).toEqual(['done', 'error']);
    expect(book.busy.value).toBe(false);
  });

  it('keeps its list where the worker is away, and says why there is no newer one', async () => {
    await using bench = await openBook();
    const { book, page } = bench;
    await book.refresh();
    await book.choose('locked');
    page.link.close();
    await book.refresh();
    expect(book.list.value?.states).toHaveLength(1);
    expect(book.problem.value).toContain('state_list was not sent');
    await book.look();
    expect(book.preview.value).toBeNull();
    expect(book.busy.value).toBe(false);
    book.close();
    expect(book.comparison.value).toBeNull();
  });
});
