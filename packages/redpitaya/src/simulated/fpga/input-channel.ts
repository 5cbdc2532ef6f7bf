import { countsPerVolt, sat14 } from '../dsp/fixed-point.ts';
import type { Noise } from '../dsp/noise.ts';
import {
  createPlant,
  type FeedForwardPlant,
  feedForward,
  type Plant,
  type PlantElement,
} from '../dsp/plant.ts';
import type { Wire } from '../dsp/wiring.ts';
import type { Evaluate } from './signal.ts';
import { WaveformTable } from './waveform-table.ts';

/** Cycles from an output wire through the DAC's and the ADC's register to the input wire. */
export const CONVERTER_LATENCY = 2;

const CODES = 16384;
/** Nothing beyond this many standard deviations. */
const NOISE_LIMIT = 5.3;

/** One analog input: a wire or plant from an output, noise, and the converter. */
export class InputChannel {
  /** Number (0 or 1) of the output it is wired to, if any. */
  readonly output: 0 | 1 | undefined;
  readonly elements: readonly PlantElement[];
  /** The value follows from one earlier value of the output alone. */
  readonly isFeedForward: boolean;
  /** The wire does nothing but scale and delay. */
  readonly scales: boolean;
  /** V at the input per V at the output of a wire that only scales. */
  readonly scale: number;
  /** Cycles from the output wire to the input wire, plants with dynamics aside. */
  readonly latency: number;
  readonly #noise: Noise;
  /** Input in counts, unrounded, by output count + 8192; undefined for a plain wire. */
  readonly #transfer: Float64Array | undefined;
  readonly #rounded: WaveformTable | undefined;
  readonly #plant: Plant;
  #volts = new Float64Array(0);
  #dac = 0;
  #adc = 0;

  /** @param wire - what it is connected to; undefined for an open input */
  constructor(wire: Wire | undefined, noise: Noise) {
    this.output = wire === undefined ? undefined : wire.from === 'out1' ? 0 : 1;
    this.elements = wire?.elements ?? [];
    const closed = feedForward(this.elements);
    this.isFeedForward = closed !== undefined;
    this.latency = CONVERTER_LATENCY + (closed?.delay ?? 0);
    this.#noise = noise;
    this.scales = this.elements.every(({ kind }) => kind === 'gain' || kind === 'delay');
    this.scale = this.elements.reduce((product, element) => {
      return element.kind === 'gain' ? product * element.factor : product;
    }, 1);
    this.#plant = createPlant(this.elements);
    if (closed !== undefined && this.elements.some(({ kind }) => kind !== 'delay')) {
      this.#transfer = transferTable(closed);
      this.#rounded = new WaveformTable(
        Int16Array.from(this.#transfer, (counts) => sat14(Math.round(counts))),
      );
    }
  }

  /** Input in closed form, for the output it is wired to. */
  evaluate(output: Evaluate, start: number, stride: number, count: number, out: Int32Array): void {
    if (this.#volts.length < count) this.#volts = new Float64Array(count);
    const analog = this.#volts;
    if (this.output === undefined) analog.fill(0, 0, count);
    else {
      output(start - this.latency, stride, count, out);
      const transfer = this.#transfer;
      if (transfer === undefined) for (let i = 0; i < count; i++) analog[i] = out[i] ?? 0;
      else for (let i = 0; i < count; i++) analog[i] = transfer[(out[i] ?? 0) + CODES / 2] ?? 0;
    }
    if (this.#noise.sigma > 0) this.#noise.addBlock(analog, start, stride, count);
    for (let i = 0; i < count; i++) out[i] = converted(analog[i] ?? 0);
  }

  /**
   * Mean inputs over windows of `length` cycles from `start` on, one right after the other, of a wire that only scales.
   *
   * @param out - on call the mean outputs it is wired to, {@link latency} cycles earlier, in counts; then the inputs
   */
  average(start: number, length: number, count: number, out: Float64Array): void {
    for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) * this.scale;
    if (this.#noise.sigma > 0) this.#noise.addBlock(out, start, length, count, length);
  }

  /** Least and greatest input while the output stays within `bounds` of it. */
  bounds(bounds: (from: number, to: number) => [number, number], from: number, to: number): [number, number] {
    const noise = Math.ceil(this.#noise.sigma * NOISE_LIMIT) + 1;
    let [least, greatest] = [0, 0];
    if (this.output !== undefined) {
      [least, greatest] = bounds(from - this.latency, to - this.latency);
      if (this.#rounded !== undefined) {
        [least, greatest] = this.#rounded.extremes(least + CODES / 2, greatest + CODES / 2);
      }
    }
    return [sat14(least - noise), sat14(greatest + noise)];
  }

  /** Present input while stepped. */
  get value(): number {
    return this.#adc;
  }

  /** Starts stepping with everything settled at the present output. */
  enter(output: number, value: number): void {
    this.#dac = output;
    this.#adc = value;
    if (this.isFeedForward) this.#plant.leap(output / countsPerVolt, 2 ** 20);
  }

  /** One cycle with the output wire at `output` counts; `cycle` is the one that ends. */
  step(output: number, cycle: number): void {
    const analog = this.#plant.step(this.#dac / countsPerVolt) * countsPerVolt;
    this.#adc = converted(analog + this.#noise.at(cycle + 1));
    this.#dac = output;
  }

  /**
   * `stride` cycles with the output wire at `output` counts.
   * @param plantStride - cycles that pass in the plant, fewer in a loop that is faster than `stride`
   * @returns the mean input
   */
  leap(output: number, cycle: number, stride: number, plantStride: number): number {
    const analog = this.#plant.leap(output / countsPerVolt, plantStride) * countsPerVolt;
    this.#adc = converted(analog + this.#noise.at(cycle) / Math.sqrt(stride));
    this.#dac = output;
    return this.#adc;
  }
}

function converted(counts: number): number {
  return sat14(Math.round(counts));
}

function transferTable(plant: FeedForwardPlant): Float64Array {
  return Float64Array.from(
    { length: CODES },
    (_, code) => plant.transfer((code - CODES / 2) / countsPerVolt) * countsPerVolt,
  );
}
