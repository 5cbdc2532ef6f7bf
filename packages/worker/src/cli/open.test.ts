import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { pageFolder } from '../http/testing/page-folder.ts';
import { openWorker, TOKEN } from '../sessions/testing/open-worker.ts';
import { openerOf } from './browser.ts';
import { CommandLine } from './testing/command-line.ts';
import { pageAddress } from './worker-page.ts';

const opened: CommandLine[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (commandLine) => commandLine.close()));
});

/** A command line on a computer without a display, unless told otherwise. */
async function open(environment: NodeJS.ProcessEnv = {}): Promise<CommandLine> {
  const commandLine = await CommandLine.open({ DISPLAY: '', WAYLAND_DISPLAY: '', ...environment });
  opened.push(commandLine);
  return commandLine;
}

/** A worker with a page, and the options that name it. */
async function worker(): Promise<{ readonly http: string; readonly named: readonly string[] }> {
  const { listener } = await openWorker({ page: await pageFolder() });
  return {
    http: listener.url.replace(/^ws/, 'http'),
    named: ['--url', listener.url, '--token', TOKEN],
  };
}

/** Where an address leads. */
async function follow(address: string): Promise<string> {
  const { status, headers } = await fetch(address, { redirect: 'manual' });
  return `${status} ${headers.get('location') ?? ''}`;
}

describe('serve', () => {
  it('tells the address of the page, to programs and to people', async () => {
    const commandLine = await open();
    const { dashboard, url, token } = (await commandLine.serve()).ready;
    expect(dashboard).toBe(`${url.replace(/^ws/, 'http')}?token=${token}`);
    expect(await follow(dashboard)).toBe('303 /');
    const attached = commandLine.start('serve');
    await attached.firstLine();
    attached.interrupt();
    const { out } = await attached.ended;
    expect(out).toContain(`Dashboard: ${dashboard}\n`);
    expect(out).toContain('pyrpl-mux open\n');
  });
});

describe('open', () => {
  it('--print prints the address that carries the token', async () => {
    const { http, named } = await worker();
    const { code, out } = await (await open()).run('open', '--print', ...named);
    expect(code).toBe(0);
    expect(out).toBe(`${http}?token=${new URLSearchParams([['', TOKEN]]).toString().slice(1)}\n`);
    expect(await follow(out.trim())).toBe('303 /');
  });

  it('--view --print prints a link for others, which does not carry the token', async () => {
    const { named } = await worker();
    const { code, out } = await (await open()).run('open', '--view', '--print', ...named);
    expect(code).toBe(0);
    expect(out).not.toContain(new URLSearchParams([['token', TOKEN]]).toString());
    expect(await follow(out.trim())).toBe('303 /?view');
  });

  it('prints the address where there is no browser', async () => {
    const { http, named } = await worker();
    const { code, out, err } = await (await open()).run('open', ...named);
    expect(code).toBe(0);
    expect(out).toContain(`${http}?token=`);
    expect(err).toBe('No browser could be opened here. Open this address in one:\n');
  });

  it.runIf(process.platform === 'linux').each([
    ['', '303 /'],
    ['--view', '303 /?view'],
  ])('hands the browser an address that is good once: %s', async (flag, expected) => {
    const { http, named } = await worker();
    const { commandLine, handed } = await withBrowser(`printf '%s' "$*" > "$FOLDER/handed"`);
    const { code, out, err } = await commandLine.run('open', ...(flag === '' ? [] : [flag]), ...named);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
    const address = await handed();
    expect(address.startsWith(`${http}?ticket=`)).toBe(true);
    expect(await follow(address)).toBe(expected);
    expect(await follow(address)).toBe('401 ');
  });

  it.runIf(process.platform === 'linux')('prints the address where the browser fails', async () => {
    const { named } = await worker();
    const { commandLine } = await withBrowser('exit 3');
    const { code, out } = await commandLine.run('open', ...named);
    expect(code).toBe(0);
    expect(await follow(out.trim())).toBe('303 /');
  });

  it('says that a worker has no page', async () => {
    const { listener } = await openWorker({ page: join(await pageFolder(), 'missing') });
    const { code, err } = await (await open()).run('open', '--url', listener.url, '--token', TOKEN);
    expect(code).toBe(1);
    expect(err).toContain('The page is not built. Run "npm run build:dashboard"');
  });

  it('says that a worker is older', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('There is nothing here.'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, err } = await (await open()).run(
      'open',
      '--url',
      `ws://127.0.0.1:${port}/`,
      '--token',
      't',
    );
    expect(code).toBe(1);
    expect(err).toContain('has no page, for it is of an older version');
  });

  it('says that the token is wrong, that no worker answers, or that the address is none', async () => {
    const { named } = await worker();
    const commandLine = await open();
    const wrong = await commandLine.run(
      'open',
      '--view',
      '--print',
      ...named.slice(0, 2),
      '--token',
      'guess',
    );
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('The token is missing or wrong.');
    const none = await commandLine.run('open', '--url', 'ws://127.0.0.1:2/', '--token', 't');
    expect(none.code).toBe(3);
    expect(none.err).toContain('does not answer: connect ECONNREFUSED');
    expect((await commandLine.run('open', '--url', 'nonsense', '--token', 't')).code).toBe(2);
    expect((await commandLine.run('open')).code).toBe(3);
  });
});

describe('the address of the page', () => {
  it.each([
    ['ws://127.0.0.1:8765/', 'http://127.0.0.1:8765/?token=t'],
    ['ws://0.0.0.0:8765/', 'http://127.0.0.1:8765/?token=t'],
    ['ws://[::]:8765/', 'http://[::1]:8765/?token=t'],
    ['wss://lab.example/', 'https://lab.example/?token=t'],
  ])('of %s is %s', (url, address) => {
    expect(pageAddress({ url, token: 't' })).toBe(address);
  });
});

it('each system has its own way to open an address, and none goes through a shell', () => {
  expect(openerOf('win32', {})).toEqual(['rundll32', 'url.dll,FileProtocolHandler']);
  expect(openerOf('darwin', {})).toEqual(['open']);
  expect(openerOf('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open']);
  expect(openerOf('linux', { DISPLAY: '' })).toBeNull();
});

/** A command line on a computer whose browser is a script. */
async function withBrowser(script: string): Promise<{
  readonly commandLine: CommandLine;
  /** What the browser was handed. */
  readonly handed: () => Promise<string>;
}> {
  const folder = join(await pageFolder(), 'bin');
  await mkdir(folder);
  const program = join(folder, 'xdg-open');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const commandLine = await open({
    DISPLAY: ':0',
    FOLDER: folder,
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
  });
  return { commandLine, handed: async () => readFile(join(folder, 'handed'), 'utf8') };
}
