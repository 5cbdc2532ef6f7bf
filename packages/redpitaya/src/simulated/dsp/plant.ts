import { cyclePeriod } from './fixed-point.ts';

/** Longest delay of a plant, s: its memory is one number per cycle. */
export const longestDelay = 1e-3;

/** One piece of what lies between an output and an input. */
export type PlantElement =
  /** Multiplies by `factor`. */
  | { readonly kind: 'gain'; readonly factor: number }
  /** Delays by `seconds`, rounded to cycles of 8 ns, 0..{@link longestDelay}. */
  | { readonly kind: 'delay'; readonly seconds: number }
  /** First-order low-pass with a -3 dB `corner` in Hz. */
  | { readonly kind: 'lowpass'; readonly corner: number }
  /** Second-order system 1/(s^2/w^2 + s/(w q) + 1), w = 2 pi `frequency` (Hz): gain 1 at DC, q at resonance. */
  | { readonly kind: 'resonance'; readonly frequency: number; readonly q: number }
  /** Lorentzian transmission over the voltage: `height` (V) at `centre` (V), half of it `width`/2 (V) beside. */
  | { readonly kind: 'cavity'; readonly width: number; readonly centre: number; readonly height: number }
  /** Airy transmission: peaks of `height` (V) every `spacing` (V) from `centre`, full width `spacing`/`finesse`. */
  | {
      readonly kind: 'airy';
      readonly spacing: number;
      readonly finesse: number;
      readonly centre: number;
      readonly height: number;
    }
  /** Dispersive error signal height 2d/(1 + d^2), d = (v - centre)/(width/2): zero on resonance, +-`height` (V). */
  | { readonly kind: 'pdh'; readonly width: number; readonly centre: number; readonly height: number };

/** Something that turns a voltage at an output into a voltage at an input, cycle by cycle. */
export interface Plant {
  /** Voltage at the input in this cycle, for the voltage at the output in this cycle; then one cycle passes. */
  step(volts: number): number;
  /**
   * `stride` cycles pass with a constant voltage at the output.
   *
   * @returns mean voltage at the input over these cycles; with a stride of 1 the same as `step`
   */
  leap(volts: number, stride: number): number;
}

class Memoryless implements Plant {
  readonly step: (volts: number) => number;

  constructor(transfer: (volts: number) => number) {
    this.step = transfer;
  }

  leap(volts: number): number {
    return this.step(volts);
  }
}

class Delay implements Plant {
  readonly #line: Float64Array;
  #oldest = 0;

  constructor(cycles: number) {
    this.#line = new Float64Array(cycles);
  }

  step(volts: number): number {
    const line = this.#line;
    const out = line[this.#oldest] ?? volts;
    line[this.#oldest] = volts;
    this.#oldest = this.#oldest + 1 < line.length ? this.#oldest + 1 : 0;
    return out;
  }

  leap(volts: number, stride: number): number {
    const cycles = Math.min(stride, this.#line.length);
    let sum = 0;
    for (let cycle = 0; cycle < cycles; cycle += 1) sum += this.step(volts);
    return (sum + volts * (stride - cycles)) / stride;
  }
}

/** Discretised exactly for an input that is constant during each cycle (or leap). */
class Lowpass implements Plant {
  readonly #rate: number;
  readonly #perCycle: number;
  #y = 0;

  constructor(corner: number) {
    this.#rate = 2 * Math.PI * corner * cyclePeriod;
    this.#perCycle = -Math.expm1(-this.#rate);
  }

  step(volts: number): number {
    const out = this.#y;
    this.#y += this.#perCycle * (volts - out);
    return out;
  }

  leap(volts: number, stride: number): number {
    const start = this.#y;
    this.#y += -Math.expm1(-this.#rate * stride) * (volts - start);
    // The gain over the leap is the sum of perCycle * (volts - y).
    return volts - (this.#y - start) / (this.#perCycle * stride);
  }
}

/** State: y and v = y' / w; x' = A x about the resting point, with the closed form of exp(A t). */
class Resonance implements Plant {
  readonly #angle: number;
  readonly #damping: number;
  #stride = 0;
  #yy = 1;
  #yv = 0;
  #vy = 0;
  #vv = 1;
  #y = 0;
  #v = 0;

  constructor(frequency: number, q: number) {
    this.#angle = 2 * Math.PI * frequency * cyclePeriod;
    this.#damping = 1 / (2 * q);
  }

  step(volts: number): number {
    const out = this.#y;
    this.#advance(volts, 1);
    return out;
  }

  leap(volts: number, stride: number): number {
    if (stride === 1) return this.step(volts);
    const [y, v] = [this.#y, this.#v];
    this.#advance(volts, stride);
    // y'' + 2 damping w y' + w^2 y = w^2 x, integrated over the leap.
    const change = this.#v - v + 2 * this.#damping * (this.#y - y);
    const integral = volts * stride - change / this.#angle;
    // Euler-Maclaurin: the sum of the samples, of which the last cycle's end is none.
    return (integral + (y - this.#y) / 2 + (this.#angle * (this.#v - v)) / 12) / stride;
  }

  #advance(volts: number, stride: number): void {
    if (stride !== this.#stride) this.#prepare(stride);
    const offset = this.#y - volts;
    const v = this.#v;
    this.#y = volts + this.#yy * offset + this.#yv * v;
    this.#v = this.#vy * offset + this.#vv * v;
  }

  #prepare(stride: number): void {
    const t = this.#angle * stride;
    const damping = this.#damping;
    const root = Math.sqrt(Math.abs(1 - damping * damping));
    let [even, odd] = [0, 0];
    if (damping < 1) {
      const decay = Math.exp(-damping * t);
      even = decay * Math.cos(root * t);
      odd = root * t < 1e-9 ? decay * t : (decay * Math.sin(root * t)) / root;
    } else {
      // Written with decaying exponentials only: cosh would overflow in a long leap.
      const slow = Math.exp((root - damping) * t);
      const fast = Math.exp((-root - damping) * t);
      even = (slow + fast) / 2;
      odd = root * t < 1e-9 ? t * slow : (slow - fast) / (2 * root);
    }
    this.#stride = stride;
    this.#yy = even + damping * odd;
    this.#yv = odd;
    this.#vy = -odd;
    this.#vv = even - damping * odd;
  }
}

class Series implements Plant {
  readonly #plants: readonly Plant[];

  constructor(plants: readonly Plant[]) {
    this.#plants = plants;
  }

  step(volts: number): number {
    let value = volts;
    for (const plant of this.#plants) value = plant.step(value);
    return value;
  }

  leap(volts: number, stride: number): number {
    let value = volts;
    for (const plant of this.#plants) value = plant.leap(value, stride);
    return value;
  }
}

/** Cycles of a delay in seconds. */
function delayCycles(seconds: number): number {
  return Math.round(seconds / cyclePeriod);
}

/** What an element without memory makes of a voltage, or undefined for the others. */
function transferOf(element: PlantElement): ((volts: number) => number) | undefined {
  switch (element.kind) {
    case 'gain':
      return (volts) => volts * element.factor;
    case 'cavity':
      return (volts) => element.height / (1 + ((volts - element.centre) / (element.width / 2)) ** 2);
    case 'airy': {
      const sharpness = Math.sin(Math.PI / (2 * element.finesse)) ** -2;
      return (volts) => {
        const phase = (Math.PI * (volts - element.centre)) / element.spacing;
        return element.height / (1 + sharpness * Math.sin(phase) ** 2);
      };
    }
    case 'pdh':
      return (volts) => {
        const detuning = (volts - element.centre) / (element.width / 2);
        return (element.height * 2 * detuning) / (1 + detuning * detuning);
      };
    case 'delay':
    case 'lowpass':
    case 'resonance':
      return undefined;
  }
}

function plantOf(element: PlantElement): Plant {
  if (element.kind === 'delay' && delayCycles(element.seconds) > 0)
    return new Delay(delayCycles(element.seconds));
  if (element.kind === 'lowpass') return new Lowpass(element.corner);
  if (element.kind === 'resonance') return new Resonance(element.frequency, element.q);
  return new Memoryless(transferOf(element) ?? ((volts) => volts));
}

/** Builds a plant from its elements in signal order, at rest; none is a plain wire. */
export function createPlant(elements: readonly PlantElement[]): Plant {
  return new Series(elements.map(plantOf));
}

/** A plant that holds no state beyond a delay: its output follows from one earlier voltage. */
export interface FeedForwardPlant {
  /** Cycles from the output to the input. */
  readonly delay: number;
  /** Voltage at the input for the voltage at the output `delay` cycles before. */
  transfer(volts: number): number;
}

/**
 * The closed form of elements that are wires, gains, delays and cavities only.
 *
 * @returns undefined when an element has dynamics and must be stepped
 */
export function feedForward(elements: readonly PlantElement[]): FeedForwardPlant | undefined {
  const transfers: ((volts: number) => number)[] = [];
  let delay = 0;
  for (const element of elements) {
    if (element.kind === 'delay') {
      delay += delayCycles(element.seconds);
      continue;
    }
    const transfer = transferOf(element);
    if (transfer === undefined) return undefined;
    transfers.push(transfer);
  }
  return { delay, transfer: (volts) => transfers.reduce((value, transfer) => transfer(value), volts) };
}
