import { isDeepStrictEqual } from 'node:util';
import {
  type AsgOutput,
  asgBlock,
  asgLatency,
  asgLevels,
  softwareTriggerDelay,
  tableLength,
} from '../dsp/asg.ts';
import { PointerMotion, type PointerSettings, pointerReset } from '../dsp/asg-pointer.ts';
import { AveragedTable } from '../dsp/averaged-table.ts';
import type { AsgSettings } from './asg.ts';
import { History } from './history.ts';
import { WaveformTable } from './waveform-table.ts';

interface Level extends AsgOutput {
  readonly waveform: WaveformTable;
}

interface Motion {
  readonly pointer: PointerMotion;
  /** Cycle in which the trigger input was high, if a trigger began this motion. */
  readonly triggeredAt: number;
  /** The trigger input stays high: the trigger output goes high every other cycle. */
  readonly held: boolean;
}

interface Averaged {
  readonly level: Level;
  readonly step: number;
  readonly length: number;
  readonly table: AveragedTable;
}

const SOURCE = { rising: 2, falling: 3, level: 4, high: 5 };
/** Cycles from an edge of the external trigger to the cycle in which the trigger input is high. */
const EDGE_LATENCY = 4;
/** Cycles from an edge that counts to the next one that can: the debounce of 0.5 ms and its release. */
const DEAF = 62_502;
/** Cycles of noise that are summed for a mean. */
const NOISE_SAMPLES = 256;
/** More bursts than anybody waits for. */
const ENDLESS = 2 ** 31;

/** One generator in closed form: where its pointer is and what its output shows, at any cycle remembered. */
export class AsgChannel {
  readonly #motions: History<Motion>;
  readonly #levels: History<Level>;
  #pointer: PointerSettings = pointerReset;
  #settings: AsgSettings | undefined;
  #averaged: Averaged | undefined;
  #expected: { readonly level: Level; readonly mean: number } | undefined;
  readonly #noise = new Int32Array(NOISE_SAMPLES);
  #level = false;
  #constant = false;
  /** Cycle from which on the next rising or falling edge of the external trigger counts. */
  readonly #hears = { rising: 0, falling: 0 };

  constructor() {
    const waveform = new WaveformTable();
    const pointer = PointerMotion.waiting(pointerReset, 0);
    this.#motions = new History({ pointer, triggeredAt: -1, held: false });
    this.#levels = new History({
      waveform,
      table: waveform.values,
      amplitude: 0x2000,
      offset: 0,
      zero: false,
      random: false,
    });
  }

  /** Settings by cycle. */
  get histories(): readonly History<unknown>[] {
    return [this.#motions, this.#levels];
  }

  /** New settings from a write at `cycle`, which carried a software trigger if `triggered`. */
  change(settings: AsgSettings, triggered: boolean, cycle: number): void {
    const { amplitude, offset, zero, random } = settings;
    const before = this.#levels.latest;
    const latency = zero !== before.zero ? asgLatency.zero : asgLatency.amplitude;
    if (
      amplitude !== before.amplitude ||
      offset !== before.offset ||
      zero !== before.zero ||
      random !== before.random
    ) {
      this.#levels.push(cycle + 1 + latency, { ...before, amplitude, offset, zero, random });
    }
    this.#move(settings, triggered, cycle + 1);
  }

  /** The external trigger has a new level from `cycle` on. */
  external(level: boolean, cycle: number): void {
    this.#level = level;
    const settings = this.#settings;
    const edge = level ? 'rising' : 'falling';
    const isHeard = cycle >= this.#hears[edge];
    if (isHeard) this.#hears[edge] = cycle + DEAF;
    if (settings === undefined || settings.reset) return;
    const { triggerSource, gated } = settings;
    if (triggerSource === SOURCE.level) this.#move(settings, false, cycle);
    if (triggerSource === SOURCE[edge] && isHeard) this.#start(cycle + EDGE_LATENCY, false);
    if (gated && triggerSource === SOURCE[level ? 'falling' : 'rising']) {
      const pointer = this.#motions.latest.pointer.withoutRepetitions(cycle + 1);
      this.#motions.push(pointer.cycle, { pointer, triggeredAt: -1, held: false });
    }
  }

  /** One table entry (s14 counts); entries with the same `access` belong to one write. */
  setEntry(index: number, value: number, access: number, cycle: number): void {
    let level = this.#levels.latest;
    if (level.waveform.writtenBy !== access) {
      const waveform = new WaveformTable(level.table.slice(), access);
      level = { ...level, waveform, table: waveform.values };
      this.#levels.push(cycle + 1 + asgLatency.amplitude, level);
    }
    level.waveform.set(index, value);
  }

  /** Table index of the pointer at `cycle`. */
  indexAt(cycle: number): number {
    return this.#motions.at(cycle).pointer.pointerAt(cycle) >> 16;
  }

  /** First cycle in `from <= cycle < to` in which the trigger output to the scope is high. */
  nextTriggerOut(from: number, to: number): number | undefined {
    let found: number | undefined;
    this.#motions.stretches(from, to, ({ pointer, triggeredAt, held }, begin, end) => {
      if (found !== undefined) return;
      if (held) found = Math.max(begin, triggeredAt);
      else if (triggeredAt >= begin - 1 && triggeredAt >= from && triggeredAt < end) found = triggeredAt;
      const overflow = pointer.nextOverflow(begin);
      if (overflow < end) found = Math.min(found ?? Number.POSITIVE_INFINITY, overflow);
    });
    return found;
  }

  /** Output in counts at `start`, `start + stride`, ... */
  evaluate(start: number, stride: number, count: number, out: Int32Array): void {
    this.#motions.runs(start - asgLatency.pointer, stride, count, ({ pointer }, from, to) => {
      this.#levels.runs(start + from * stride, stride, to - from, (level, begin, end) => {
        const at = from + begin;
        asgBlock(out.subarray(at), level, pointer, start + at * stride, stride, end - begin);
      });
    });
  }

  /**
   * Mean output in `start <= cycle < start + length`, if it has a closed form.
   *
   * @param length - a power of two
   */
  mean(start: number, length: number): number | undefined {
    const from = start - asgLatency.pointer;
    const level = this.#levels.steady(start, start + length);
    const pointer = this.#motions.steady(from, from + length)?.pointer;
    if (level?.zero === true) return 0;
    if (level === undefined || pointer === undefined) return undefined;
    if (level.random) return this.#noiseMean(level, pointer, start, length);
    if (!pointer.isEven(from, from + length)) return undefined;
    const step = pointer.runningAt(from) ? pointer.settings.step : 0;
    const known = this.#averaged;
    if (known?.level === level && known.step === step && known.length === length) {
      return known.table.at(pointer.pointerAt(from));
    }
    const table = new AveragedTable(asgLevels(level), step, length);
    this.#averaged = { level, step, length, table };
    return table.at(pointer.pointerAt(from));
  }

  /** Of a long window some cycles, whose scatter is brought down to that of all of them. */
  #noiseMean(level: Level, pointer: PointerMotion, start: number, length: number): number {
    const count = Math.min(length, NOISE_SAMPLES);
    asgBlock(this.#noise, level, pointer, start, 1, count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += this.#noise[i] ?? 0;
    if (count === length) return sum / count;
    if (this.#expected?.level !== level) {
      const total = asgLevels(level).reduce((levels, value) => levels + value, 0);
      this.#expected = { level, mean: total / tableLength };
    }
    const { mean } = this.#expected;
    return mean + (sum / count - mean) * Math.sqrt(count / length);
  }

  /** Least and greatest output in `from <= cycle < to`. */
  bounds(from: number, to: number): [number, number] {
    let least = 8191;
    let greatest = -8192;
    const include = (value: number): void => {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    };
    this.#motions.stretches(from - asgLatency.pointer, to - asgLatency.pointer, ({ pointer }, begin, end) => {
      const [first, last] = indexRange(pointer, begin, end);
      this.#levels.stretches(begin + asgLatency.pointer, end + asgLatency.pointer, (level) => {
        if (level.zero) {
          include(0);
          return;
        }
        const whole = level.random || last < first;
        const range = level.waveform.extremes(whole ? 0 : first, whole ? tableLength - 1 : last);
        for (const entry of range) {
          const sum = ((entry * level.amplitude) >> 13) + level.offset;
          if (sum > 16383 || sum < -16384) {
            include(-8192);
            include(8191);
          } else include(Math.max(-8192, Math.min(8191, sum)));
        }
      });
    });
    return [least, greatest];
  }

  #move(settings: AsgSettings, triggered: boolean, cycle: number): void {
    const { triggerSource, reset, gated, repetitions } = settings;
    const wasConstant = this.#constant;
    const isReset = this.#settings?.reset === true;
    this.#settings = settings;
    const isHigh = triggerSource === SOURCE.high || (triggerSource === SOURCE.level && this.#level);
    this.#constant = isHigh && !reset;
    const held = this.#constant && repetitions === 0;
    const wanted: PointerSettings = {
      step: settings.step,
      size: settings.size,
      startPhase: settings.start,
      wrap: settings.wrap,
      cyclesPerBurst: held ? 0 : settings.cycles,
      repetitions: gated && repetitions > 0 ? ENDLESS : repetitions,
      pause: settings.pause,
    };
    const starts = !reset && (triggered || (this.#constant && !wasConstant));
    const isSame = reset === isReset && isDeepStrictEqual(wanted, this.#pointer);
    if (isSame && !starts && this.#constant === wasConstant) return;
    this.#pointer = wanted;
    let pointer = this.#motions.latest.pointer.configured(cycle, wanted);
    if (reset) pointer = pointer.reset(cycle);
    // While the trigger is high the periods are not counted; their count begins when it falls.
    else if (wasConstant && !this.#constant && pointer.runningAt(cycle)) pointer = pointer.triggered(cycle);
    this.#motions.push(pointer.cycle, { pointer, triggeredAt: -1, held: held && wasConstant });
    if (starts) this.#start(cycle + softwareTriggerDelay, held);
  }

  /** The trigger input is high in `cycle`, and stays so if `held`. */
  #start(cycle: number, held: boolean): void {
    const pointer = this.#motions.latest.pointer.triggered(cycle);
    this.#motions.push(Math.max(pointer.cycle, cycle + 1), { pointer, triggeredAt: cycle, held });
  }
}

/** First and last table index visited in `from <= cycle < to`; last < first when the pointer wraps on the way. */
function indexRange(pointer: PointerMotion, from: number, to: number): [number, number] {
  if (pointer.nextOverflow(from) < to) return [1, 0];
  return [pointer.pointerAt(from) >> 16, pointer.pointerAt(to - 1) >> 16];
}
