import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import type { RegisterBatch } from '../registers/register-batch.ts';
import type { AsgName } from './signals.ts';

/** Bits of one generator's half of the control word (red_pitaya_asg.v). */
export const CONTROL = {
  triggerSource: 0x0007,
  /** On overflow the pointer goes on with the remainder; else it jumps to the start phase. */
  wrap: 0x0010,
  /** Holds the state machine, with the pointer at the start phase, as long as it is set. */
  reset: 0x0040,
  /** Forces the output to 0 V. */
  zero: 0x0080,
  /** Lets the external trigger pass as it is. */
  rawTrigger: 0x0200,
  /** Takes table values at random. */
  randomPhase: 0x1000,
} as const;

/** Code of the trigger source that fires with every write of the control word. */
export const TRIGGER_IMMEDIATELY = 1;

const ADDRESS = 0x4020_0000;

/** A generator's half of a control word. */
export const controlHalf = (word: number, name: AsgName): number =>
  (word >>> (name === 'asg0' ? 0 : 16)) & 0xffff;

/**
 * The control word that both generators share.
 *
 * It has one owner, which knows its value and writes it in one lane, so that changes of both generators arrive in
 * the order in which they were decided: one write per change, and no read before it. Every write fires a generator
 * whose source is "immediately"; so the other's source is then written as "off", which leaves it running.
 */
export class AsgControl {
  /** The lane of every batch that writes the word. */
  readonly port: RegisterPort;
  #word: number;

  private constructor(port: RegisterPort, word: number) {
    this.port = port;
    this.#word = word;
  }

  /** Reads the word, once. */
  static async attach(link: RegisterLink): Promise<AsgControl> {
    const port = link.lane('asg_control');
    const [word = 0] = await port.read(ADDRESS, 1);
    return new AsgControl(port, word);
  }

  /** A generator's half as last written or attached to. */
  half(name: AsgName): number {
    return controlHalf(this.#word, name);
  }

  /** The same, but so that writing it does not fire the generator: the source "immediately" becomes "off". */
  quietHalf(name: AsgName): number {
    const half = this.half(name);
    const fires = (half & CONTROL.triggerSource) === TRIGGER_IMMEDIATELY;
    return fires ? half & ~CONTROL.triggerSource : half;
  }

  /** Adds the write of one generator's half to a batch, which must be sent at once through {@link port}. */
  write(batch: RegisterBatch, name: AsgName, half: number): void {
    const other = this.quietHalf(name === 'asg0' ? 'asg1' : 'asg0');
    this.#word = (name === 'asg0' ? (other << 16) | half : (half << 16) | other) >>> 0;
    batch.write(ADDRESS, this.#word);
  }
}
