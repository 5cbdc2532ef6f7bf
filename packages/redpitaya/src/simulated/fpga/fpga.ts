import { countsPerVolt } from '../dsp/fixed-point.ts';
import { Noise } from '../dsp/noise.ts';
import { defaultWiring, parseWiring } from '../dsp/wiring.ts';
import { AdvancedTrigger } from './advanced-trigger.ts';
import { AsgChannel } from './asg-channel.ts';
import { Averages } from './averages.ts';
import { BoardClock } from './clock.ts';
import { SIGNAL } from './dsp.ts';
import { IirModule } from './iir.ts';
import { InputChannel } from './input-channel.ts';
import { IqModule } from './iq-module.ts';
import { SignalMatrix, type Sources } from './matrix.ts';
import { Oscilloscope } from './oscilloscope.ts';
import { PidModule } from './pid.ts';
import { ExpansionPins, type PinRow } from './pins.ts';
import { createRegions, type Region } from './regions.ts';
import { Stepper } from './stepper.ts';
import { TrigModule } from './trig-module.ts';
import { type Later, WorkAhead } from './work-ahead.ts';

/** How a simulated board is made. */
export interface FpgaOptions {
  /** Wiring between outputs and inputs; default `out1->in1, out2->in2`. */
  readonly wiring?: string;
  /** Seed of everything random; default 1. */
  readonly seed?: number;
  /** Noise at each input, V rms; default about one count. */
  readonly noise?: number;
  /**
   * Most cycles per access that blocks with memory are stepped one by one. With it, all are that matter: while an IQ
   * module's accumulators sum, while a trace of such a block is recorded, and before the next accumulation for as long
   * as the last one took. Part of it is done while nobody looks; where there are still more, board time is held back,
   * so that an accumulation may take several accesses. Default 0: an access takes a few ms at most, with steps of 2^k
   * cycles ({@link FpgaStatus.stride}); a signal of a shorter period through a plant or filter then aliases, but for
   * the bare carrier of an IQ module.
   */
  readonly fullRate?: number;
  /** Timer for the work while nobody looks; default `setTimeout`, which does not keep the process. */
  readonly later?: Later;
  /** Board time; default follows the machine's monotonic clock. */
  readonly clock?: BoardClock;
}

/** Health and work of the simulation; not part of the register map. */
export interface FpgaStatus {
  /** Present board cycle. */
  readonly cycle: number;
  /**
   * Cycles per step in the coarsest stretch of the last observation of a block with memory, 2^k. Above 1 each block saw
   * its input once per step: what had a period below twice that was aliased, except in the demodulators.
   */
  readonly stride: number;
  /** Samples of signals in closed form worked out so far. */
  readonly evaluations: number;
  /** Steps and leaps of blocks with memory taken so far. */
  readonly steps: number;
  /** Settings remembered because samples not yet read depend on them. */
  readonly remembered: number;
}

const MAP_SIZE = 0x80_0000;
const REGION_SIZE = 0x10_0000;
const HOUSEKEEPING = 0;
const LEDS = 0x30;
const SCOPE = 1;
const ASG = 2;
const DSP = 3;
/** Size of a slot of the DSP region; the first ones are those of the PID modules. */
const SLOT_SIZE = 0x1_0000;
const PIDS = 3;
/** Offset in a slot from which on registers belong to its module; those before are its routing. */
const MODULE_REGISTERS = 0x100;
const BUFFER_SIZE = 0x1_0000;
const DEFAULT_NOISE = 1 / countsPerVolt;
/** Settings remembered per history before pending samples are worked out to let them go. */
const HISTORY_LIMIT = 64;
/** Cycles stepped in one go while nobody looks: about 1 ms, by which a reply may be late. */
const SLICE = 16_384;
/** Cycles that any way through the board takes, but for the delays of its wires. */
const LONGEST_PIPELINE = 256;

/** Registers of generators and PID modules: while these are not stepped, their settings are kept by cycle. */
function remembersItsPast(region: number, offset: number): boolean {
  const isPid = region === DSP && offset < PIDS * SLOT_SIZE && offset % SLOT_SIZE >= MODULE_REGISTERS;
  return region === ASG || isPid;
}

/** The LEDs: no signal depends on them. */
function isBystander(region: number, offset: number): boolean {
  return region === HOUSEKEEPING && offset === LEDS;
}

/** The gateware of a simulated Red Pitaya: PyRPL's register map with signals behind it. */
export class SimulatedFpga {
  readonly #clock: BoardClock;
  readonly #regions: readonly Region[];
  readonly #matrix: SignalMatrix;
  readonly #stepper: Stepper;
  readonly #scope: Oscilloscope;
  readonly #sources: Sources & { readonly asgs: readonly AsgChannel[] };
  readonly #pins: ExpansionPins;
  /** The stages between the external trigger and the generators: the first one serves the second one, and vice versa. */
  readonly #advanced: readonly AdvancedTrigger[];
  /** Present only with cycles to work ahead. */
  readonly #ahead: WorkAhead | undefined;
  #accesses = 0;

  /** @throws WiringError naming the wrong piece of `wiring` */
  constructor(options: FpgaOptions = {}) {
    const {
      wiring = defaultWiring,
      seed = 1,
      noise = DEFAULT_NOISE,
      clock = new BoardClock(),
      fullRate = 0,
    } = options;
    this.#clock = clock;
    const settle = (cycle: number): void => this.#stepper.advance(cycle);
    const wires = parseWiring(wiring);
    const muxInput = (slot: number) => (start: number, stride: number, count: number, out: Int32Array) =>
      this.#matrix.input(slot)(start, stride, count, out);
    const asgs = [new AsgChannel(), new AsgChannel()] as const;
    this.#advanced = asgs
      .toReversed()
      .map((asg) => new AdvancedTrigger((level, at) => asg.external(level, at)));
    this.#pins = new ExpansionPins((level, at) => {
      for (const trigger of this.#advanced) trigger.input(level, at);
    });
    this.#sources = {
      trig: new TrigModule(
        muxInput(SIGNAL.trig),
        (from, to) => this.#matrix.inputBounds(SIGNAL.trig, from, to),
        (at) => asgs[0].indexAt(at),
        settle,
      ),
      pids: [0, 1, 2].map(() => new PidModule(settle)),
      iqs: [0, 1, 2].map((n) => new IqModule(n === 2 ? 4 : 2, muxInput(SIGNAL.iq0 + n), settle)),
      asgs,
      iir: new IirModule(settle),
      inputs: [0, 1].map((n) => {
        const wire = wires.find(({ to }) => to === (n === 0 ? 'in1' : 'in2'));
        return new InputChannel(wire, new Noise(seed, n, noise * countsPerVolt));
      }),
    };
    this.#matrix = new SignalMatrix(this.#sources);
    this.#scope = new Oscilloscope(
      this.#matrix,
      new Averages(this.#matrix, this.#sources),
      { ...this.#sources, pins: this.#pins },
      settle,
    );
    this.#stepper = new Stepper(this.#matrix, this.#sources, this.#scope, fullRate);
    if (fullRate > 0) this.#ahead = new WorkAhead(() => this.#workAhead(), options.later);
    this.#regions = createRegions({
      matrix: this.#matrix,
      sources: this.#sources,
      stepper: this.#stepper,
      scope: this.#scope,
      pins: this.#pins,
      advanced: this.#advanced,
      accesses: () => this.#accesses,
    });
    this.#stepper.rearrange(clock.cycle);
  }

  /** Present board cycle, and how much work the observations so far took. */
  get status(): FpgaStatus {
    return {
      cycle: this.#clock.cycle,
      stride: this.#stepper.stride,
      evaluations: this.#matrix.evaluations,
      steps: this.#stepper.steps,
      remembered: Math.max(...this.#histories().map((history) => history.length)),
    };
  }

  /**
   * Reads `count` words from byte address `address` (a multiple of 4) on. Each word is read at a definite board cycle,
   * ascending. The map repeats every 0x800000; what is not defined reads 0.
   */
  read(address: number, count: number): Uint32Array {
    const words = new Uint32Array(count);
    this.#resume();
    for (let i = 0; i < count; ) {
      const place = (address + 4 * i) % MAP_SIZE;
      const region = Math.floor(place / REGION_SIZE);
      const offset = place % REGION_SIZE;
      const buffer = region === SCOPE ? Math.floor(offset / BUFFER_SIZE) : 0;
      if (buffer === 1 || buffer === 2) {
        const index = (offset % BUFFER_SIZE) / 4;
        const length = Math.min(count - i, BUFFER_SIZE / 4 - index);
        const cycle = this.#clock.access(length);
        this.#follow(this.#clock.cycle);
        this.#scope.read(buffer === 1 ? 0 : 1, index, cycle, words.subarray(i, i + length));
        i += length;
      } else {
        const cycle = this.#clock.access();
        this.#follow(cycle);
        words[i] = this.#regions[region]?.read(offset, cycle) ?? 0;
        i++;
      }
    }
    this.#clock.pause();
    this.#ahead?.wake();
    return words;
  }

  /** Writes `words` from byte address `address` (a multiple of 4) on, each at a definite board cycle, ascending. */
  write(address: number, words: Uint32Array): void {
    this.#accesses++;
    this.#resume();
    let isTable = false;
    for (const [i, word] of words.entries()) {
      const place = (address + 4 * i) % MAP_SIZE;
      const region = Math.floor(place / REGION_SIZE);
      const offset = place % REGION_SIZE;
      const cycle = this.#clock.access();
      if (isBystander(region, offset)) {
        this.#regions[region]?.write(offset, word, cycle);
        continue;
      }
      this.#follow(cycle + 1);
      const wasTable = isTable;
      isTable = region === ASG && offset >= BUFFER_SIZE;
      const isRemembered = this.#stepper.isOpenEnded && remembersItsPast(region, offset);
      if (!(isRemembered || (isTable && wasTable))) this.#stepper.advance(cycle + 1);
      this.#regions[region]?.write(offset, word, cycle);
      if (region === SCOPE || isTable) continue;
      if (!isRemembered) this.#stepper.rearrange(cycle + 1);
      else if (!this.#stepper.reconsider(cycle + 1)) continue;
      this.#scope.listen(cycle + 1);
    }
    this.#forget();
    this.#clock.pause();
    this.#ahead?.wake();
  }

  /** Drives the pins of a row of the expansion connector from outside, one bit each, from now on. */
  drivePins(row: PinRow, levels: number): void {
    this.#resume();
    const { cycle } = this.#clock;
    this.#follow(cycle);
    this.#stepper.advance(cycle);
    this.#pins.drive(row, levels, cycle);
    this.#forget();
    this.#clock.pause();
  }

  /** Lets board time catch up with the wall clock as far as the blocks can that have to be stepped. */
  #resume(): void {
    this.#clock.resume();
    const { cycle } = this.#clock;
    const reached = this.#stepper.reach(cycle);
    if (reached < cycle) this.#clock.holdBack(reached);
  }

  /** Steps on to the present, which goes on meanwhile. */
  #workAhead(): boolean {
    return this.#stepper.workAhead(this.#clock.due, SLICE);
  }

  /** Lets the external triggers come to `cycle`. */
  #follow(cycle: number): void {
    for (const trigger of this.#advanced) trigger.follow(cycle);
  }

  /** Lets go of settings that no sample still to be worked out depends on. */
  #forget(): void {
    const histories = this.#histories();
    if (histories.every(({ length }) => length <= 2)) return;
    const { cycle } = this.#clock;
    this.#sources.trig.checkpoint(cycle);
    const margin = LONGEST_PIPELINE + 2 * Math.max(...this.#sources.inputs.map(({ latency }) => latency));
    const settled = this.#stepper.isIdle ? cycle : Math.min(cycle, this.#stepper.cycle);
    const now = settled - margin;
    const prune = (): void => {
      const pending = this.#scope.pending(cycle);
      const from = Math.min(now, (pending?.from ?? cycle) - margin);
      for (const history of histories) history.prune(from, pending?.to ?? cycle);
    };
    prune();
    if (histories.every(({ length }) => length <= HISTORY_LIMIT)) return;
    this.#stepper.advance(cycle);
    this.#scope.keepPending(cycle);
    for (const history of histories) history.prune(cycle - margin, cycle);
  }

  #histories() {
    const { pids, iqs, asgs, trig } = this.#sources;
    return [
      this.#matrix.routing,
      trig.history,
      ...pids.map(({ history }) => history),
      ...iqs.map(({ history }) => history),
      ...asgs.flatMap(({ histories }) => histories),
    ];
  }
}
