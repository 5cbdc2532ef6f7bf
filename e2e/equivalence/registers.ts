import type { RecordedRegisters } from '../rig/recorded-board.ts';

/** One register whose content a client's settings decide. */
interface NamedRegister {
  readonly name: string;
  readonly address: number;
}

const DSP_BASE = 0x40300000;
const DSP_MODULES = [
  'pid0',
  'pid1',
  'pid2',
  'trig',
  'iir',
  'iq0',
  'iq1',
  'iq2',
  'asg0',
  'asg1',
  'pwm0',
  'pwm1',
];

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

function named(module: string, base: number, offsets: readonly number[]): readonly NamedRegister[] {
  return offsets.map((offset) => ({ name: `${module}.${hex(offset)}`, address: base + offset }));
}

/** Offsets of the configuration of each kind of DSP module, beside those that all have. */
const DSP_OFFSETS = new Map<string, readonly number[]>([
  ['pid', [0x104, 0x108, 0x10c, 0x110, 0x120, 0x124, 0x128, 0x12c]],
  ['trig', [0x104, 0x108, 0x10c, 0x110, 0x118, 0x11c, 0x120]],
  ['iir', [0x100, 0x104, 0x120]],
  ['iq', [0x100, 0x104, 0x108, 0x10c, 0x110, 0x114, 0x118, 0x11c, 0x120, 0x124]],
  ['asg', []],
  ['pwm', []],
]);

/** Registers that can be read back and hold a setting: what changes by itself (pointers, counters, signals) is left out. */
const READABLE: readonly NamedRegister[] = [
  ...named('hk', 0x40000000, [0x0c, 0x10, 0x14, 0x18, 0x1c, 0x30]),
  ...named('scope', 0x40100000, [0x08, 0x14, 0x20, 0x28, 0x90]),
  ...named('asg', 0x40200000, [0x00, 0x04, 0x08, 0x0c, 0x10, 0x18, 0x1c, 0x20]),
  ...named('asg', 0x40200000, [0x24, 0x28, 0x2c, 0x30, 0x38, 0x3c, 0x40]),
  ...named('ams', 0x40400000, [0x28, 0x2c]),
  ...named('dsp', DSP_BASE, [0x0c]),
  ...DSP_MODULES.flatMap((module, slot) => [
    ...named(module, DSP_BASE + 0x10000 * slot, slot < 10 ? [0x00, 0x04] : [0x00]),
    ...named(module, DSP_BASE + 0x10000 * slot, DSP_OFFSETS.get(module.replace(/\d$/, '')) ?? []),
  ]),
];

/** Memory that can only be written: the generators' tables and the coefficients of the IIR filter. */
const WRITE_ONLY = [
  { name: 'asg0.table', from: 0x40210000, to: 0x40220000 },
  { name: 'asg1.table', from: 0x40220000, to: 0x40230000 },
  { name: 'iir.coefficients', from: DSP_BASE + 0x48000, to: DSP_BASE + 0x481c0 },
] as const;

/** What the registers of one board hold, as far as settings decide it. */
export class RegisterContents {
  readonly #recorded: RecordedRegisters;
  readonly #written = new Map<number, number>();
  #seen = 0;

  constructor(recorded: RecordedRegisters) {
    this.#recorded = recorded;
  }

  /** All of them by name; what can't be read is as it was last written. */
  read(): ReadonlyMap<string, string> {
    const { fpga, writes } = this.#recorded;
    for (const { address, words } of writes.slice(this.#seen)) {
      for (const [index, word] of words.entries()) this.#written.set(address + 4 * index, word);
    }
    this.#seen = writes.length;
    const found = new Map<string, string>();
    for (const { name, address } of READABLE) found.set(name, hex(fpga.read(address, 1)[0] ?? 0));
    for (const { name, from, to } of WRITE_ONLY) {
      const words: number[] = [];
      for (let address = from; address < to; address += 4) words.push(this.#written.get(address) ?? 0);
      found.set(name, words.join(' '));
    }
    return found;
  }
}

/** Names of the registers that differ. */
export function differing(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly string[] {
  return [...one.keys()].filter((name) => one.get(name) !== other.get(name));
}
