import { AnalogMixedSignals } from './ams.ts';
import { AsgRegisters } from './asg.ts';
import { BoardClock } from './clock.ts';
import { DspRegisters, ROUTING_RESET, type Routing, SIGNAL } from './dsp.ts';
import { Housekeeping } from './hk.ts';
import { IirRegisters } from './iir.ts';
import { IqRegisters } from './iq.ts';
import { PidRegisters } from './pid.ts';
import type { RegisterBlock } from './registers.ts';
import { ScopeRegisters } from './scope.ts';
import { TrigRegisters } from './trig.ts';

/** How a simulated board is made. */
export interface FpgaOptions {
  /** Wiring between outputs and inputs; default `out1->in1,out2->in2`. */
  readonly wiring?: string;
  /** Seed of everything random. */
  readonly seed?: number;
  /** Noise at the inputs, V rms; default about one count. */
  readonly noise?: number;
  /** Board time; default follows the machine's monotonic clock. */
  readonly clock?: BoardClock;
}

/** Health of the simulation, not part of the register map. */
export interface FpgaStatus {
  /** Present board cycle. */
  readonly cycle: number;
  /** Cycles per step in the last observation of a block with memory, 2^k. */
  readonly stride: number;
}

const MAP_SIZE = 0x80_0000;
const REGION_SIZE = 0x10_0000;

interface Region {
  read(offset: number, cycle: number): number;
  write(offset: number, value: number, cycle: number): void;
}

/** The gateware of a simulated Red Pitaya: PyRPL's register map with signals behind it. */
export class SimulatedFpga {
  readonly #clock: BoardClock;
  readonly #regions: readonly (Region | undefined)[];

  constructor(options: FpgaOptions = {}) {
    this.#clock = options.clock ?? new BoardClock();
    let routing: Routing = ROUTING_RESET;
    const modules = new Map<number, RegisterBlock>();
    for (const slot of [SIGNAL.pid0, SIGNAL.pid1, SIGNAL.pid2]) {
      let integrator = 0;
      modules.set(
        slot,
        new PidRegisters({
          integrator: () => integrator,
          load: (value) => {
            integrator = value;
          },
          changed: () => {},
        }),
      );
    }
    for (const slot of [SIGNAL.iq0, SIGNAL.iq1, SIGNAL.iq2]) {
      modules.set(
        slot,
        new IqRegisters(slot === SIGNAL.iq2 ? 4 : 2, {
          synchronous: () => ((routing.sync >> slot) & 1) === 1,
          accumulators: () => ({ busy: false, i: 0n, q: 0n }),
          accumulate: () => {},
          phaseFrequencyIntegral: () => 0,
          changed: () => {},
        }),
      );
    }
    modules.set(SIGNAL.trig, new TrigRegisters());
    modules.set(SIGNAL.iir, new IirRegisters());
    this.#regions = [
      new Housekeeping(() => {}),
      new ScopeRegisters({
        state: () => ({
          writing: false,
          delayRunning: false,
          triggerSource: 0,
          writePointer: 0,
          triggerPointer: 0,
          samplesBeforeTrigger: 0,
          pretriggerOk: false,
          triggerCycle: 0,
        }),
        arm: () => {},
        reset: () => {},
        triggerSource: () => {},
        changed: () => {},
        input: () => 0,
        buffer: () => {},
      }),
      new AsgRegisters({ changed: () => {}, table: () => {}, indexAtTrigger: () => 0x3fff }),
      new DspRegisters(modules, {
        routing: () => routing,
        changed: (value) => {
          routing = value;
        },
        signal: () => 0,
        saturation: () => 0,
      }),
      new AnalogMixedSignals(() => 0),
    ];
  }

  /** Present board cycle and how finely blocks with memory were stepped. */
  get status(): FpgaStatus {
    return { cycle: this.#clock.cycle, stride: 1 };
  }

  /**
   * Reads `count` words from byte address `address` on. Each word is read at a definite board cycle, ascending.
   * The map repeats every 0x800000; what is not defined reads 0.
   */
  read(address: number, count: number): Uint32Array {
    const words = new Uint32Array(count);
    this.#clock.resume();
    for (let i = 0; i < count; i++) {
      const offset = (address + 4 * i) % MAP_SIZE;
      const region = this.#regions[Math.floor(offset / REGION_SIZE)];
      words[i] = region === undefined ? 0 : region.read(offset % REGION_SIZE, this.#clock.access());
    }
    this.#clock.pause();
    return words;
  }

  /** Writes `words` from byte address `address` on, ascending, each at a definite board cycle. */
  write(address: number, words: Uint32Array): void {
    this.#clock.resume();
    for (const [i, word] of words.entries()) {
      const offset = (address + 4 * i) % MAP_SIZE;
      this.#regions[Math.floor(offset / REGION_SIZE)]?.write(
        offset % REGION_SIZE,
        word,
        this.#clock.access(),
      );
    }
    this.#clock.pause();
  }
}
