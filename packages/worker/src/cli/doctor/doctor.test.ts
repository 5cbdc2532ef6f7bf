import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it } from 'vitest';
import { STEPS } from './finding.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/pyrpl-mux.js', import.meta.url));

async function doctor(
  ...args: readonly string[]
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  const child = spawn(process.execPath, [PROGRAM, 'doctor', ...args], {
    env: { ...process.env, NO_COLOR: '1', CI: 'true', PYRPL_MUX_BOARD_PASSWORD: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await once(child, 'close');
  return { out, err, code: child.exitCode };
}

describe('pyrpl-mux doctor', () => {
  it('prints every step and ends with 0 when all is well', async () => {
    await using board = await SimulatedBoard.start({ fpga: new SimulatedFpga() });
    const { out, code } = await doctor('--host', '127.0.0.1', '--board-port', String(board.port));
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}name {13}127\.0\.0\.1 is 127\.0\.0\.1\.$/m);
    expect(out).toMatch(/^skipped {2}login .*No --user was given/m);
    expect(out).toMatch(/^ok {7}round trips .*200 reads: p50/m);
  });

  it('ends with 1 at the first step that fails, and says what to do next', async () => {
    const { out, code } = await doctor('--host', 'no-such-board.invalid', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, findings: [{ step: STEPS[0], outcome: 'failed' }] });
    const text = await doctor('--host', 'no-such-board.invalid');
    expect(text.out).toMatch(
      /^failed {3}name .*unknown to this computer\.\n +Next: Use the board's address/m,
    );
  });

  it('refuses a login that makes no sense', async () => {
    for (const args of [[], ['--host', 'rp', '--password', 'root'], ['--host', 'rp', '--user', 'root']]) {
      const { err, code } = await doctor(...args);
      expect(code, args.join(' ')).toBe(2);
      expect(err).not.toBe('');
    }
  });
});
