import { type Signal, signal } from '@preact/signals';
import type { ScopeTrace } from '@pyrpl-mux/client';
import { autoRange, extremes, fixedRange, type VoltRange } from './volt-range.ts';

/** Which channels the plot shows. */
export type ShownChannels = readonly [boolean, boolean];

/** The axes of the plot as chosen in this page; they change nothing on the board. */
export class ScopeAxes {
  /** Volts per division; null for an axis that follows the traces. */
  readonly perDivision: Signal<number | null> = signal(null);
  /** Voltage in the middle of the axis, where the volts per division are chosen. */
  readonly centre: Signal<number> = signal(0);
  readonly channels: Signal<ShownChannels> = signal([true, true]);
  #last: VoltRange | null = null;

  /** The voltages that the plot shows with this trace. */
  rangeFor({ voltage }: ScopeTrace): VoltRange {
    const perDivision = this.perDivision.value;
    if (perDivision !== null) {
      this.#last = null;
      return fixedRange(perDivision, this.centre.value);
    }
    const channels = this.channels.value;
    const [lowest, highest] = extremes(voltage.filter((_, channel) => channels[channel])) ?? [0, 0];
    this.#last = autoRange(this.#last, lowest, highest);
    return this.#last;
  }
}
