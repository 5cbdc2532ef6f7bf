import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { encodeGiven } from '../registers/codec.ts';
import { integer } from '../registers/integer.ts';
import { RegisterBatch } from '../registers/register-batch.ts';

/** What can be set of the housekeeping; each a number of 8 bits, one for each LED or pin. */
export interface HkSetup {
  readonly led?: number;
  /** Pins that are outputs. */
  readonly expansion_p_output?: number;
  readonly expansion_n_output?: number;
  /** Levels that the outputs among the pins drive. */
  readonly expansion_p?: number;
  readonly expansion_n?: number;
}

/** Housekeeping as read back. */
export interface HkState {
  /** Hardware release: 1 for release 1. */
  readonly id: number;
  /** Serial number of the FPGA: 57 bits in hexadecimal. */
  readonly dna: string;
  /** LEDs, one bit each. */
  readonly led: number;
  /** Levels of the P pins, one bit each; P0 is the external trigger. */
  readonly expansion_p: number;
  readonly expansion_n: number;
  /** P pins that are outputs, one bit each. */
  readonly expansion_p_output: number;
  readonly expansion_n_output: number;
  /** Whether the inputs are fed from the outputs inside the board. */
  readonly digital_loop: boolean;
}

/** Offsets in the housekeeping's registers (red_pitaya_hk.v). */
const HK = {
  id: 0x00,
  dna: 0x04,
  digitalLoop: 0x0c,
  directionP: 0x10,
  directionN: 0x14,
  outputP: 0x18,
  outputN: 0x1c,
  inputP: 0x20,
  inputN: 0x24,
  led: 0x30,
} as const;

const BASE = 0x4000_0000;
const WORDS = HK.led / 4 + 1;

/** Housekeeping: identity, LEDs and the digital pins of the expansion connector. */
export class Hk {
  readonly #port: RegisterPort;

  constructor(link: RegisterLink) {
    this.#port = link.lane('hk');
  }

  /** Everything, as it is now. */
  async get(): Promise<HkState> {
    return await this.setup({});
  }

  /**
   * Changes what is given: levels before directions, so that a pin does not begin as an output with an old level.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: HkSetup): Promise<HkState> {
    const byte = (name: keyof HkSetup): number | undefined => encodeGiven(integer(name, 8), params[name]);
    const writes: readonly (readonly [offset: number, word: number | undefined])[] = [
      [HK.led, byte('led')],
      [HK.outputP, byte('expansion_p')],
      [HK.outputN, byte('expansion_n')],
      [HK.directionP, byte('expansion_p_output')],
      [HK.directionN, byte('expansion_n_output')],
    ];
    const batch = new RegisterBatch();
    for (const [offset, word] of writes) batch.writeGiven(BASE + offset, word);
    const read = batch.read(BASE, WORDS);
    await batch.send(this.#port);

    const word = (offset: number): number => read.word(offset / 4);
    const dna = (BigInt(word(HK.dna + 4) & 0x1ff_ffff) << 32n) | BigInt(word(HK.dna));
    return {
      id: word(HK.id),
      dna: dna.toString(16).padStart(15, '0'),
      led: word(HK.led) & 0xff,
      expansion_p: word(HK.inputP) & 0xff,
      expansion_n: word(HK.inputN) & 0xff,
      expansion_p_output: word(HK.directionP) & 0xff,
      expansion_n_output: word(HK.directionN) & 0xff,
      digital_loop: (word(HK.digitalLoop) & 1) === 1,
    };
  }
}
