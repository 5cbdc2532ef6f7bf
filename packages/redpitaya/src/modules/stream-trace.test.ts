import { describe, expect, it } from 'vitest';
import { RedPitaya } from '../board.ts';
import { RegisterLink } from '../link/register-link.ts';
import { ManualClock } from '../link/testing/manual-clock.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { BoardClock } from '../simulated/fpga/clock.ts';
import { SimulatedBoard, SimulatedFpga } from '../simulated/index.ts';
import type { RegisterBus } from '../simulated/server/register-bus.ts';
import { SCOPE, SCOPE_BASE, STATE } from './scope-registers.ts';
import { BenchClock } from './testing/bench-clock.ts';
import { WaitAbortedError } from './waiting.ts';

const NEVER = { trigger_source: 'ch1_positive_edge', threshold: 0.9 } as const;
const [STATE_REGISTER, SOURCE, DELAY] = [SCOPE.state, SCOPE.triggerSource, SCOPE.delay].map(
  (offset) => SCOPE_BASE + offset,
);

/** A simulated board whose registers tell the test of every access. */
class Watched implements RegisterBus {
  readonly writes: { readonly address: number; readonly word: number }[] = [];
  /** Reads and writes in their order. */
  readonly accesses: ('read' | 'write')[] = [];
  /** Pieces of the scope's buffers that were read. */
  pieces = 0;
  onPiece: (pieces: number) => void = () => undefined;
  readonly #fpga: SimulatedFpga;

  constructor(fpga: SimulatedFpga) {
    this.#fpga = fpga;
  }

  read(address: number, count: number): Uint32Array {
    this.accesses.push('read');
    if (address >= SCOPE_BASE + SCOPE.buffers[0] && address < SCOPE_BASE + 0x3_0000) {
      this.pieces += 1;
      this.onPiece(this.pieces);
    }
    return this.#fpga.read(address, count);
  }

  write(address: number, words: Uint32Array): void {
    this.accesses.push('write');
    this.writes.push({ address, word: words[0] ?? 0 });
    this.#fpga.write(address, words);
  }
}

interface Bench {
  readonly board: RedPitaya;
  readonly bus: Watched;
  readonly clock: BenchClock;
  readonly link: RegisterLink;
}

/** Time stands still for the link: it takes the way for short, so that few words are on their way at once. */
async function onWatchedBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  const clock = new BenchClock();
  const bus = new Watched(new SimulatedFpga({ noise: 0, clock: new BoardClock(() => clock.now() * 1e6) }));
  await using server = await SimulatedBoard.start({ fpga: bus });
  const { host, port } = server;
  await using link = await RegisterLink.connect({ host, port, clock: new ManualClock() });
  await use({ board: await RedPitaya.attach(link, { clock }), bus, clock, link });
}

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => new Error('it should have failed'),
    (error: unknown) => error,
  );

describe('a trace for a stream', () => {
  it('is of both channels, with the settings as they are, and only arms', async () => {
    await onWatchedBench(async ({ board, bus }) => {
      const { signal } = new AbortController();
      await board.asg0.setup({
        waveform: 'sin',
        frequency: 1e4,
        amplitude: 0.5,
        trigger_source: 'immediately',
      });
      const settings = await board.scope.setup({
        ...{ input1: 'asg0', input2: 'in2', decimation: 64, trigger_source: 'ch1_positive_edge' },
        ...{ threshold: 0.1, trigger_delay: 1e-4, average: true },
      });
      const remembered = board.scope.remembered();
      bus.writes.length = 0;
      for (let count = 1; count <= 3; count += 1) {
        const trace = await board.scope.stream({ signal });
        expect(trace.settings).toEqual(settings);
        expect(trace.voltage.map(({ length }) => length)).toEqual([16_384, 16_384]);
        const [first = new Float32Array()] = trace.voltage;
        expect(first[Math.round(-trace.time.start / trace.time.step)]).toBeCloseTo(0.1, 1);
      }
      expect(bus.writes).toHaveLength(3 * 4);
      expect(new Set(bus.writes.map(({ address }) => address))).toEqual(
        new Set([STATE_REGISTER, DELAY, SOURCE]),
      );
      expect(await board.scope.get()).toMatchObject(settings);
      expect(board.scope.remembered()).toEqual(remembered);
    });
  });

  it('has the time axis of the settings that the board has, whoever made them', async () => {
    await onWatchedBench(async ({ board, bus }) => {
      await board.scope.setup({ trigger_source: 'immediately', decimation: 64 });
      bus.write(SCOPE_BASE + SCOPE.decimation, Uint32Array.of(8));
      const { settings, time } = await board.scope.stream({ signal: new AbortController().signal });
      expect(settings.decimation).toBe(8);
      expect(time.step).toBe(8 * 8e-9);
    });
  });

  it('is refused, and nothing written, as long as nobody has chosen a trigger', async () => {
    await onWatchedBench(async ({ board, bus }) => {
      const { signal } = new AbortController();
      expect(await failure(board.scope.stream({ signal }))).toBeInstanceOf(ValueOutOfRangeError);
      await board.scope.setup({ trigger_source: 'off' });
      expect(await failure(board.scope.stream({ signal }))).toBeInstanceOf(ValueOutOfRangeError);
      expect(bus.writes).toEqual([]);
      expect(await board.scope.get()).toMatchObject({ trigger_source: 'off', trigger_delay: null });
    });
  });

  it('waits for its trigger without end, and leaves the scope disarmed when it is stopped', async () => {
    await onWatchedBench(async ({ board, bus, clock }) => {
      const stop = new AbortController();
      const before = await board.scope.setup(NEVER);
      const armed = Promise.withResolvers<void>();
      const trace = failure(
        board.scope.stream({
          signal: stop.signal,
          onWaiting: ({ kind }) => {
            if (kind === 'armed') armed.resolve();
          },
        }),
      );
      await armed.promise;
      clock.pass(3600e3);
      expect(await board.scope.get()).toMatchObject({ armed: true });
      stop.abort('somebody wants the scope');
      const error = await trace;
      expect(error).toBeInstanceOf(WaitAbortedError);
      expect(error).toMatchObject({ cause: 'somebody wants the scope' });
      expect(bus.writes.at(-1)).toEqual({ address: STATE_REGISTER, word: STATE.reset });
      expect(await board.scope.get()).toMatchObject({ ...before, armed: false });
    });
  });

  it('is reset at once when it is stopped, before the board is asked anything more', async () => {
    await onWatchedBench(async ({ bus, link }) => {
      // Time stands still: it sleeps until it is stopped.
      const { scope } = await RedPitaya.attach(link, { clock: new ManualClock() });
      await scope.setup({ ...NEVER, decimation: 65_536 });
      const stop = new AbortController();
      const sleeps = Promise.withResolvers<void>();
      const trace = failure(scope.stream({ signal: stop.signal, onWaiting: () => sleeps.resolve() }));
      await sleeps.promise;
      bus.accesses.length = 0;
      stop.abort('somebody wants the scope');
      expect(await trace).toBeInstanceOf(WaitAbortedError);
      expect(bus.accesses[0]).toBe('write');
      expect(bus.writes.at(-1)).toEqual({ address: STATE_REGISTER, word: STATE.reset });
      expect(bus.accesses.filter((access) => access === 'write')).toHaveLength(1);
    });
  });

  it('is given up in the middle of its reading: no more is read than was on its way', async () => {
    await onWatchedBench(async ({ board, bus }) => {
      const stop = new AbortController();
      await board.scope.setup({ trigger_source: 'immediately', decimation: 1 });
      bus.onPiece = (pieces) => {
        if (pieces === 3) stop.abort('somebody wants the scope');
      };
      const trace = failure(board.scope.stream({ signal: stop.signal }));
      const setup = trace.then(async () => await board.scope.setup({ decimation: 8 }));
      expect(await trace).toBeInstanceOf(WaitAbortedError);
      expect(bus.writes.at(-1)).toEqual({ address: STATE_REGISTER, word: STATE.reset });
      expect(await setup).toMatchObject({ decimation: 8 });
      expect(bus.pieces).toBeLessThan(16);
      bus.onPiece = () => undefined;
      bus.pieces = 0;
      const { voltage } = await board.scope.stream({ signal: new AbortController().signal });
      expect(voltage).toHaveLength(2);
      expect(bus.pieces).toBe(64);
    });
  });
});
