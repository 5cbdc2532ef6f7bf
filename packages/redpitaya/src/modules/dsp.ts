import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { voltage } from '../registers/fixed-point.ts';
import type { RegisterBatch } from '../registers/register-batch.ts';
import { select } from '../registers/select.ts';
import { OUTPUTS, SIGNALS, type Signal } from './signals.ts';

/** Offsets that every module of the signal routing has (redpitaya_dsp.v). */
export const DSP = { input: 0x00, outputDirect: 0x04, sync: 0x0c, signal: 0x10 } as const;

/** First byte address of the registers that belong to a signal's number. */
export const dspBase = (signal: Signal): number => 0x4030_0000 + 0x1_0000 * SIGNALS.indexOf(signal);

/** Which signal a module listens to. */
export const inputCodec = select('input', SIGNALS, 4, 'off');

/** Which outputs a module drives. */
export const outputCodec = select('output_direct', OUTPUTS, 2, 'off');

/** Present value of a signal [V]: 14 bits at 8192 counts per volt. */
export const signalCodec = voltage('signal');

/**
 * The word in which every module has one bit that lets it run: cleared, a PID's chosen gains pause, and a
 * demodulator's oscillator stands at phase 0.
 *
 * The modules share the word, so it has one owner, which knows its value and writes it in one lane: whatever the
 * modules change at the same time arrives in the order in which it was decided.
 */
export class SyncWord {
  static readonly #ADDRESS = dspBase('pid0') + DSP.sync;

  /** The lane of every batch that writes the word. */
  readonly port: RegisterPort;
  #word: number;

  private constructor(port: RegisterPort, word: number) {
    this.port = port;
    this.#word = word & 0xff;
  }

  /** Reads the word, once. */
  static async attach(link: RegisterLink): Promise<SyncWord> {
    const port = link.lane('sync');
    const [word = 0] = await port.read(SyncWord.#ADDRESS, 1);
    return new SyncWord(port, word);
  }

  /** Whether the module's bit was set when last written or attached to. */
  runs(module: Signal): boolean {
    return SyncWord.runs(this.#word, module);
  }

  /** Whether the module's bit is set in a word that was read. */
  static runs(word: number, module: Signal): boolean {
    return ((word >> SIGNALS.indexOf(module)) & 1) === 1;
  }

  /** Adds the write of the module's bit to a batch, which must be sent at once through {@link port}. */
  write(batch: RegisterBatch, module: Signal, runs: boolean): void {
    const bit = 1 << SIGNALS.indexOf(module);
    this.#word = runs ? this.#word | bit : this.#word & ~bit;
    batch.write(SyncWord.#ADDRESS, this.#word);
  }
}
