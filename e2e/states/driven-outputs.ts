import { BoardClock, type RegisterBus, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';

const DSP_BASE = 0x4030_0000;
const DSP_STEP = 0x1_0000;
const OUTPUT = 0x04;
const LINES = [1, 2] as const;

/** Signals that are the generators', by number. */
const GENERATOR_SIGNALS = [8, 9] as const;

interface Quantity {
  readonly name: string;
  readonly address: number;
  /** What a larger value of lets the module drive an output harder. */
  readonly of: (word: number) => number;
}

interface DrivingModule {
  readonly name: string;
  readonly slot: number;
  readonly quantities: readonly Quantity[];
}

function signed(word: number, bits: number): number {
  return (word << (32 - bits)) >> (32 - bits);
}

const size =
  (bits: number, shift = 0) =>
  (word: number): number =>
    Math.abs(signed(word >>> shift, bits));

function controller(slot: number): DrivingModule {
  const at = (offset: number): number => DSP_BASE + DSP_STEP * slot + offset;
  return {
    name: `pid${slot}`,
    slot,
    quantities: [
      { name: 'p', address: at(0x108), of: size(24) },
      { name: 'i', address: at(0x10c), of: size(24) },
      { name: 'lower limit', address: at(0x124), of: (word) => -signed(word, 14) },
      { name: 'upper limit', address: at(0x128), of: (word) => signed(word, 14) },
    ],
  };
}

function demodulator(index: number): DrivingModule {
  const slot = 5 + index;
  const at = (offset: number): number => DSP_BASE + DSP_STEP * slot + offset;
  return {
    name: `iq${index}`,
    slot,
    quantities: [
      { name: 'gain', address: at(0x110), of: size(18) },
      { name: 'amplitude', address: at(0x114), of: size(18) },
      { name: 'quadrature factor', address: at(0x118), of: size(18) },
    ],
  };
}

/** Of a generator: amplitude and offset together. */
function peak(level: number): number {
  return (level & 0x3fff) + size(14, 16)(level);
}

const levelAddress = (index: number): number => 0x4020_0004 + 0x20 * index;

function generator(index: number): DrivingModule {
  const address = levelAddress(index);
  return {
    name: `asg${index}`,
    slot: 8 + index,
    quantities: [
      { name: 'amplitude', address, of: (word) => word & 0x3fff },
      { name: 'offset', address, of: size(14, 16) },
      { name: 'peak', address, of: peak },
    ],
  };
}

const filter: DrivingModule = {
  name: 'iir',
  slot: 4,
  quantities: [
    { name: 'on', address: DSP_BASE + 4 * DSP_STEP + 0x104, of: (word) => word & 1 },
    { name: 'bypass', address: DSP_BASE + 4 * DSP_STEP + 0x104, of: (word) => word & 2 },
  ],
};

const MODULES: readonly DrivingModule[] = [
  ...[0, 1, 2].map(controller),
  { name: 'trig', slot: 3, quantities: [] },
  filter,
  ...[0, 1, 2].map(demodulator),
  ...[0, 1].map(generator),
];

/** How hard each module drives each output that it is connected to, by "asg0 amplitude at out1"; no entry if it is not. */
export type Drive = ReadonlyMap<string, number>;

/** The registers of a simulated board, and how hard its outputs were driven after each write. */
export class WatchedOutputs implements RegisterBus {
  readonly #fpga = new SimulatedFpga({ seed: 1, noise: 0, clock: new BoardClock(() => 0) });
  #seen: Drive[] = [];

  read(address: number, count: number): Uint32Array {
    return this.#fpga.read(address, count);
  }

  write(address: number, words: Uint32Array): void {
    this.#fpga.write(address, words);
    this.#seen.push(this.drive());
  }

  /** As it was after each write since this was last asked. */
  seen(): readonly Drive[] {
    return this.#seen.splice(0);
  }

  /** As it is now. */
  drive(): Drive {
    const drive = new Map<string, number>();
    for (const { name, slot, quantities } of MODULES) {
      const lines = this.#word(DSP_BASE + DSP_STEP * slot + OUTPUT);
      for (const line of LINES.filter((each) => (lines & each) !== 0)) {
        drive.set(`${name} at out${line}`, 1);
        for (const { name: quantity, address, of } of quantities)
          drive.set(`${name} ${quantity} at out${line}`, of(this.#word(address)));
        for (const [what, value] of this.#amplified(name, slot)) drive.set(`${what} at out${line}`, value);
      }
    }
    return drive;
  }

  /** What a controller makes of a generator that it listens to. */
  #amplified(name: string, slot: number): [what: string, value: number][] {
    const base = DSP_BASE + DSP_STEP * slot;
    return GENERATOR_SIGNALS.flatMap((signal, index): [string, number][] =>
      name.startsWith('pid') && (this.#word(base) & 0xf) === signal
        ? [
            [
              `${name} p x asg${index}`,
              size(24)(this.#word(base + 0x108)) * peak(this.#word(levelAddress(index))),
            ],
          ]
        : [],
    );
  }

  #word(address: number): number {
    return this.#fpga.read(address, 1)[0] ?? 0;
  }
}

/** What drives an output harder than both of two other drives. */
export function harder(drive: Drive, one: Drive, other: Drive): string[] {
  return [...drive]
    .filter(([what, value]) => value > Math.max(one.get(what) ?? -Infinity, other.get(what) ?? -Infinity))
    .map(([what, value]) => `${what}: ${value}, not ${one.get(what)} or ${other.get(what)}`);
}
