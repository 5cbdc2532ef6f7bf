import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../rig/program.ts';
import { type RecordedBoard, startRecordedBoard } from '../rig/recorded-board.ts';

const PROGRAM = fileURLToPath(new URL('../../scripts/hil.js', import.meta.url));
const ASG = 0x4020_0000;
const DIGITAL_LOOP = 0x4000_000c;
const WIRED = '--i-wired-out1-to-in1';

/** Address of a register of a DSP module. */
const dsp = (module: number, offset: number): number => 0x4030_0000 + 0x1_0000 * module + offset;

/** Words that the suite may leave changed: see `takeSnapshot`. */
const WRAP_BITS = 0x0010_0010;

/** Registers that hold settings, and the bits of them that count. */
const SETTINGS: readonly (readonly [address: number, mask: number])[] = [
  ...[0x0c, 0x10, 0x14, 0x18, 0x1c, 0x30].map((offset) => [0x4000_0000 + offset, 0xffff_ffff] as const),
  ...[0x08, 0x14, 0x20, 0x28, 0x90].map((offset) => [0x4010_0000 + offset, 0xffff_ffff] as const),
  [ASG, ~WRAP_BITS],
  ...[0x04, 0x08, 0x0c, 0x10, 0x18, 0x1c, 0x20].flatMap((offset) => [
    [ASG + offset, 0xffff_ffff] as const,
    [ASG + 0x20 + offset, 0xffff_ffff] as const,
  ]),
  ...Array.from({ length: 12 }, (_, module) => [dsp(module, 0x00), 0xffff_ffff] as const),
  ...Array.from({ length: 10 }, (_, module) => [dsp(module, 0x04), 0xffff_ffff] as const),
  [dsp(0, 0x0c), 0xff],
  ...[0, 1, 2].flatMap((module) =>
    [0x100, 0x104, 0x108, 0x10c, 0x110, 0x120, 0x124, 0x128].map(
      (offset) => [dsp(module, offset), 0xffff_ffff] as const,
    ),
  ),
  ...[5, 6, 7].flatMap((module) =>
    [0x100, 0x104, 0x108, 0x10c, 0x110, 0x114, 0x118, 0x11c, 0x120, 0x124].map(
      (offset) => [dsp(module, offset), 0xffff_ffff] as const,
    ),
  ),
];

/** What an experiment may have left in the registers, with both outputs off. */
const EXPERIMENT: readonly (readonly [address: number, word: number])[] = [
  [0x4010_0014, 1024],
  [0x4010_0008, 0x3000],
  [0x4010_0020, 100],
  [ASG + 0x24, 0x0123_0456],
  [ASG + 0x30, 123_456],
  [ASG + 0x2c, 0x1234_5678],
  [dsp(0, 0x00), 3],
  [dsp(0, 0x104), 0x3f00],
  [dsp(0, 0x108), 0x1234],
  [dsp(1, 0x120), 0x0000_9485],
  [dsp(1, 0x124), 0x3000],
  [dsp(2, 0x100), 0x0321],
  [dsp(5, 0x108), 0x20c_49ba],
  [dsp(5, 0x124), 0x0000_8a8a],
  [dsp(6, 0x104), 0x2000_0000],
  [dsp(6, 0x110), 0x800],
  [dsp(6, 0x11c), 0x800],
  [dsp(7, 0x114), 0x1_0000],
  [dsp(7, 0x00), 11],
  [dsp(8, 0x00), 12],
];

interface Run {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
}

function write(board: RecordedBoard, address: number, word: number): void {
  board.fpga.write(address, Uint32Array.of(word));
}

function registers(board: RecordedBoard): readonly string[] {
  return SETTINGS.map(([address, mask]) => {
    const word = ((board.fpga.read(address, 1)[0] ?? 0) & mask) >>> 0;
    return `${address.toString(16)}: ${word.toString(16)}`;
  });
}

/** Starts the suite as a user with a real board would. */
function run(board: RecordedBoard, folder: string, ...args: readonly string[]): Run {
  const { PYRPL_MUX_URL: _url, ...environment } = process.env;
  const program = spawn(
    process.execPath,
    [PROGRAM, '--host', '127.0.0.1', '--board-port', String(board.board.port), ...args],
    { env: { ...environment, PYRPL_MUX_RUNTIME_DIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  const ended = new Promise<{ code: number | null; text: string }>((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (code) => resolve({ code, text }));
  });
  return { process: program, ended };
}

/** The largest voltage that a generator was set to while it was connected to an output. */
function largestVoltage({ writes }: RecordedBoard): number {
  let largest = 0;
  for (const [level, output] of [
    [ASG + 0x04, dsp(8, 0x04)],
    [ASG + 0x24, dsp(9, 0x04)],
  ]) {
    let volts = 0;
    let isConnected = false;
    for (const { address, words } of writes) {
      const word = words[0] ?? 0;
      if (address === level) volts = ((word & 0x3fff) + Math.abs((word << 2) >> 18)) / 8192;
      if (address === output) isConnected = word !== 0;
      if (isConnected) largest = Math.max(largest, volts);
    }
  }
  return largest;
}

/** A board like a real one: nobody starts its register server again after the first client. */
function startBoard(wiring = 'out1->in1'): Promise<RecordedBoard> {
  return startRecordedBoard({ restart: 'manual' }, new SimulatedFpga({ seed: 1, wiring }));
}

describe('a real board', () => {
  it('"needs --i-wired-out1-to-in1": without it nothing even connects', async () => {
    await using folder = await temporaryFolder();
    await using board = await startBoard();
    const { code, text } = await run(board, folder.path).ended;
    expect(text).toContain('Wire out1 to in1');
    expect(code).toBe(2);
    expect(board.board.lastExit).toBeNull();
  });

  it.each([
    ['pid1 drives out2', dsp(1, 0x04), 2],
    ['asg0 drives both outputs', dsp(8, 0x04), 3],
    ['digital_loop', DIGITAL_LOOP, 1],
  ])('"refuses if any output is in use": %s', async (reason, address, word) => {
    await using folder = await temporaryFolder();
    await using board = await startBoard();
    write(board, address, word);
    const { code, text } = await run(board, folder.path, WIRED).ended;
    expect(text).toContain(reason);
    expect(text).toContain('Nothing was changed.');
    expect(code).toBe(2);
    expect(board.writes).toEqual([]);
  });

  it('"stays below 0.1 V until the loop is verified": a wrong cable ends the run, and the registers are restored', async () => {
    await using folder = await temporaryFolder();
    await using board = await startBoard('out2->in2');
    for (const [address, word] of EXPERIMENT) write(board, address, word);
    const before = registers(board);
    const { code, text } = await run(board, folder.path, WIRED).ended;
    expect(text).toContain('out1 does not seem to be wired to in1');
    expect(text).toContain('every setting of the board is as it was');
    expect(code).toBe(2);
    expect(largestVoltage(board)).toBeLessThan(0.1);
    expect(largestVoltage(board)).toBeGreaterThan(0.05);
    expect(registers(board)).toEqual(before);
  });

  it('"restores every register at the end"', async () => {
    await using folder = await temporaryFolder();
    await using board = await startBoard();
    for (const [address, word] of EXPERIMENT) write(board, address, word);
    const before = registers(board);
    const { code, text } = await run(board, folder.path, WIRED, 'e2e/hil/sampler', 'e2e/hil/pid').ended;
    expect(text).toContain('every setting of the board is as it was');
    expect(code, text).toBe(0);
    expect(largestVoltage(board)).toBeGreaterThan(0.5);
    expect(registers(board)).toEqual(before);
  });

  // Elsewhere a process can't be sent what Ctrl-C sends to a console.
  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    '"also after Ctrl-C": %s in the middle of a test',
    async (signal) => {
      await using folder = await temporaryFolder();
      await using board = await startBoard();
      for (const [address, word] of EXPERIMENT) write(board, address, word);
      const before = registers(board);
      const suite = run(board, folder.path, WIRED);
      await expect.poll(() => largestVoltage(board), { timeout: 30_000 }).toBeGreaterThan(0.3);
      expect(registers(board)).not.toEqual(before);
      suite.process.kill(signal);
      const { code, text } = await suite.ended;
      expect(text).toContain('every setting of the board is as it was');
      expect(code).toBe(130);
      expect(registers(board)).toEqual(before);
    },
  );
});
