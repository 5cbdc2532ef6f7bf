import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { matching } from '../sessions/testing/matchers.ts';
import { CommandLine, type Ended, PROGRAM, type Program, type Served } from './testing/command-line.ts';

const statusData = z.looseObject({
  board: z.looseObject({ key: z.string() }),
  clients: z.array(z.unknown()),
  worker: z.looseObject({ restarts: z.unknown() }),
});

let commandLine: CommandLine;

beforeEach(async () => {
  commandLine = await CommandLine.open();
});

afterEach(async () => {
  await commandLine.close();
});

const run = async (...args: readonly string[]): Promise<Ended> => await commandLine.run(...args);
const serve = async (...args: readonly string[]): Promise<Served> => await commandLine.serve(...args);
const start = (...args: readonly string[]): Program => commandLine.start(...args);

describe('serve', () => {
  it('prints one line of JSON on stdout when ready, and ends with Ctrl-C', async () => {
    const { program, ready } = await serve('--simulate', 'a');
    const { url, token, pid } = ready;
    expect(ready.board).toBe('sim:a');
    const file: unknown = JSON.parse(await readFile(ready.connectionFile, 'utf8'));
    expect(file).toMatchObject({ url, token, pid });
    program.interrupt();
    const { code, out, err } = await program.ended;
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('The worker has stopped');
  });

  it('says once, and in a sentence, why there is no board', async () => {
    const program = start('serve', '--host', '127.0.0.1', '--board-port', '1', '--port', '0');
    await expect.poll(() => program.err, { timeout: 50_000 }).toContain('No register server listens');
    await expect.poll(async () => (await run('status', '--json')).out).toContain('"board_lost"');
    program.interrupt();
    const { err } = await program.ended;
    expect(err.match(/No register server listens/g)).toHaveLength(1);
    expect(err).not.toContain('{"');
  });

  it('on a board that has its worker stays attached to that one, and Ctrl-C does not stop it', async () => {
    const first = await serve();
    const second = await serve();
    expect(second.ready).toEqual(first.ready);
    const human = start('serve');
    expect(await human.firstLine()).toContain(`listens at ${first.ready.url}`);
    const { clients } = statusData.parse(JSON.parse((await run('status', '--json')).out));
    expect(clients).toHaveLength(3);
    for (const attached of [second.program, human]) {
      attached.interrupt();
      expect((await attached.ended).code).toBe(0);
    }
    expect((await run('call', 'ping')).code).toBe(0);
  });

  it('refuses a conflicting configuration, naming the difference', async () => {
    await serve('--seed', '1');
    const { code, err } = await run('serve', '--seed', '2');
    expect(code).toBe(12);
    expect(err).toContain('seed is 1 instead of 2');
    const other = await run('serve', '--backend', 'pyrpl');
    expect(other.code).toBe(12);
    expect(other.err).toContain('backend is board instead of pyrpl');
  });

  it('stays without a board, and says why, where there is no Python for PyRPL', async () => {
    const program = start(
      'serve',
      '--backend',
      'pyrpl',
      '--python',
      'no-such-python',
      '--port',
      '0',
      '--json',
    );
    const refused = expect.poll(async () => (await run('call', 'pid_get')).out, { timeout: 50_000 });
    await refused.toContain("no-such-python can't be run as a Python");
    const { out } = await run('call', 'pid_get');
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'board_unavailable', effect: 'none' } });
    expect(out).toContain('restart the worker when that is mended');
    program.interrupt();
    await program.ended;
  });

  it('refuses options that contradict each other or make no sense', async () => {
    for (const args of [
      ['--host', 'rp', '--simulate'],
      ['--host', 'rp', '--seed', '1'],
      ['--board-port', '1'],
      ['--pyrpl-mock', '--backend', 'board'],
      ['--pyrpl-mock', '--host', 'rp'],
      ['--backend', 'pyrpl', '--host', 'rp', '--take-over'],
      ['--backend', 'pyrpl', '--host', 'rp', '--key', 'k'],
      ['--port', '65536'],
      ['--input-range', 'in3=HV'],
      ['--wiring', 'nonsense'],
      ['--fault', 'nonsense'],
    ]) {
      const { code, err } = await run('serve', ...args);
      expect(code, args.join(' ')).toBe(2);
      expect(err).not.toBe('');
    }
  });
});

describe('call', () => {
  it('prints the response as JSON and tells by its exit code how it went', async () => {
    const { ready } = await serve();
    const ok = await run('call', 'pid_set_setpoint', 'channel=pid1', 'value=0.25');
    expect(ok.code).toBe(0);
    expect(JSON.parse(ok.out)).toEqual({ status: 'ok', data: 0.25, id: 'c-2' });
    const idless = await run('call', 'pid_get_setpoint', 'channel=pid1', '--no-id', '--timeout', '2');
    expect(JSON.parse(idless.out)).toEqual({ status: 'ok', data: 0.25 });
    const refused = await run(
      'call',
      'pid_set_setpoint',
      'valu=1',
      '--url',
      ready.url,
      '--token',
      ready.token,
    );
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ status: 'error', error: { code: 'invalid_params' } });
    expect(refused.out).toContain('Did you mean value?');
    const unknown = await run('call', 'pid_set_setpoin', 'value=1');
    expect(unknown.code).toBe(1);
    expect(unknown.out).toContain('Did you mean pid_set_setpoint?');
    expect((await run('call', 'ping', 'x')).code).toBe(2);
    expect((await run('call')).code).toBe(2);
    expect((await run('call', 'ping', '--timeout', '0')).code).toBe(2);
    const wrong = await run('call', 'ping', '--url', ready.url, '--token', 'wrong');
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain('token');
  });

  it('ends with 2 where the address is none', async () => {
    const { code, err } = await run('call', 'ping', '--url', 'nonsense', '--token', 't');
    expect(code).toBe(2);
    expect(err).toBe(
      'The address of a worker looks like ws://127.0.0.1:8765/, but was "nonsense". Nothing was sent.\n',
    );
  });

  it('ends with 3 where there is no worker, or where it is lost meanwhile', async () => {
    const none = await run('call', 'ping');
    expect(none).toMatchObject({ code: 3, out: '' });
    expect(none.err).toContain('No worker is running');
    const { ready } = await serve();
    const waiting = run('call', 'scope_acquire', 'trigger_source=ext_positive_edge', 'timeout=60');
    await expect
      .poll(async () => (await run('status', '--json')).out, { timeout: 10_000 })
      .toContain('"command":"scope_acquire"');
    process.kill(ready.pid, 'SIGKILL');
    const lost = await waiting;
    expect(lost.code).toBe(3);
    expect(JSON.parse(lost.out)).toMatchObject({ error: { code: 'worker_lost', effect: 'unknown' } });
  });
});

describe('the other subcommands', () => {
  it('status says how often the worker was started again, and why', async () => {
    const { ready } = await serve('--simulate', 'e');
    const address = ['--url', ready.url, '--token', ready.token];
    const restarts = async () => {
      const { code, out } = await run('status', '--json', ...address);
      return code === 0 ? statusData.parse(JSON.parse(out)).worker.restarts : null;
    };
    expect(await restarts()).toEqual({ count: 0, last: null });
    process.kill(ready.pid, 'SIGKILL');
    await expect
      .poll(restarts, { timeout: 30_000 })
      .toMatchObject({ count: 1, last: { why: matching(/^The worker ended /) } });
    expect((await run('status', ...address)).out).toMatch(
      /started again once, last at .*: The worker ended /,
    );
  });

  it('status is a table where no terminal is, once; stop stops the worker for everybody', async () => {
    const { program, ready } = await serve('--simulate', 'b');
    const table = await run('status');
    expect(table.code).toBe(0);
    expect(table.out).toMatch(/^sim:b {2}ready {2}ws:/);
    expect(table.out).toContain('pyrpl-mux status');
    const stopped = await run('stop', '--board', 'sim:b');
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.out).toContain(`process ${ready.pid}) stopped`);
    expect((await program.ended).code).toBe(0);
    expect((await run('stop')).code).toBe(3);
  });

  it('a link to look on stops nobody', async () => {
    const { ready } = await serve('--simulate', 'e');
    const view = createHmac('sha256', ready.token).update('pyrpl-mux view').digest('base64url');
    const named = ['--url', ready.url, '--token', view];
    const { code, err } = await run('stop', ...named);
    expect({ code, err }).toEqual({
      code: 1,
      err: "This session may only look, and shutdown is not for it. Nothing was done; connect with the worker's token to operate.\n",
    });
    expect((await run('status', ...named)).out).toMatch(/pyrpl-mux status .* view$/m);
  });

  it('describe needs no worker', async () => {
    const all: unknown = JSON.parse((await run('describe', '--json')).out);
    expect(z.array(z.looseObject({ name: z.string() })).parse(all).length).toBeGreaterThan(20);
    const one = await run('describe', 'asg_setup');
    expect(one.out).toContain('number from 0 to 62500000 Hz');
    const mistyped = await run('describe', 'asg_stup');
    expect(mistyped.code).toBe(2);
    expect(mistyped.err).toContain('Did you mean asg_setup?');
  });

  it('simulate runs a board that serve finds by its name, and ends by itself where it shall', async () => {
    const board = start(...['simulate', '--board-port', '0', '--name', 'c', '--json', '--linger', '10']);
    expect(JSON.parse(await board.firstLine())).toMatchObject({
      event: 'ready',
      name: 'c',
      host: '127.0.0.1',
    });
    const twin = await run('simulate', '--board-port', '0', '--name', 'c');
    expect(twin.code).toBe(1);
    expect(twin.err).toContain('runs already');
    expect((await board.ended).code).toBe(0);
    for (const nonsense of [
      ['--wiring', 'out1->moon'],
      ['--fault', 'gremlin(1)'],
    ]) {
      const { code, err } = await run('simulate', '--board-port', '0', ...nonsense);
      expect(code).toBe(2);
      expect(err).toContain('Nothing was started.');
    }
  });

  it('demo runs four programs at once and finds each answer to be the right one', async () => {
    await serve('--simulate', 'd');
    const { code, out } = await run('demo', '--seconds', '1', '--json');
    const { ok, clients } = z
      .object({
        ok: z.boolean(),
        clients: z.array(z.looseObject({ role: z.string(), asked: z.int(), right: z.int() })),
      })
      .parse(JSON.parse(out));
    expect({ code, ok, roles: clients.map(({ role }) => role) }).toEqual({
      code: 0,
      ok: true,
      roles: ['scope', 'asg', 'pid', 'iq'],
    });
    for (const { asked, right } of clients) {
      expect(asked).toBeGreaterThan(0);
      expect(right).toBe(asked);
    }
  });
});

describe('the program', () => {
  it('says in one sentence that a Node is too old', () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
    const args = ['--import', old, PROGRAM, 'serve'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'pyrpl-mux needs Node 22.18 or newer, but this is Node 20.20.2; nothing was started.\n',
    });
  });

  it('shows its subcommands, but not the hidden ones', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const name of ['serve', 'simulate', 'call', 'status', 'describe', 'demo', 'stop'])
      expect(out).toContain(name);
    expect(out).not.toContain('demo-client');
    expect((await run('nosuch')).code).toBe(2);
    expect((await run()).code).toBe(2);
  });
});
