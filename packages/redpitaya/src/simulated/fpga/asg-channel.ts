import { isDeepStrictEqual } from 'node:util';
import { type AsgOutput, asgBlock, asgLatency, softwareTriggerDelay, tableLength } from '../dsp/asg.ts';
import { PointerMotion, type PointerSettings, pointerReset } from '../dsp/asg-pointer.ts';
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
}

const CONSTANT_TRIGGER = 5;

/** One generator in closed form: where its pointer is and what its output shows, at any cycle remembered. */
export class AsgChannel {
  readonly #motions: History<Motion>;
  readonly #levels: History<Level>;
  #pointer: PointerSettings = pointerReset;
  #reset = false;

  constructor() {
    const waveform = new WaveformTable();
    this.#motions = new History({ pointer: PointerMotion.waiting(pointerReset, 0), triggeredAt: -1 });
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
    this.#move(settings, triggered || settings.triggerSource === CONSTANT_TRIGGER, cycle + 1);
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
    this.#motions.stretches(from, to, ({ pointer, triggeredAt }, begin, end) => {
      if (found !== undefined) return;
      if (triggeredAt >= begin - 1 && triggeredAt >= from && triggeredAt < end) found = triggeredAt;
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
    const wanted: PointerSettings = {
      step: settings.step,
      size: settings.size,
      startPhase: settings.start,
      wrap: settings.wrap,
      cyclesPerBurst: settings.cycles,
      repetitions: settings.repetitions,
      pause: settings.pause,
    };
    if (!triggered && settings.reset === this.#reset && isDeepStrictEqual(wanted, this.#pointer)) return;
    this.#reset = settings.reset;
    this.#pointer = wanted;
    let pointer = this.#motions.latest.pointer.configured(cycle, wanted);
    if (settings.reset) pointer = pointer.reset(cycle);
    this.#motions.push(pointer.cycle, { pointer, triggeredAt: -1 });
    if (!triggered || settings.reset) return;
    const triggeredAt = cycle + softwareTriggerDelay;
    pointer = pointer.triggered(triggeredAt);
    this.#motions.push(Math.max(pointer.cycle, triggeredAt + 1), { pointer, triggeredAt });
  }
}

/** First and last table index visited in `from <= cycle < to`; last < first when the pointer wraps on the way. */
function indexRange(pointer: PointerMotion, from: number, to: number): [number, number] {
  if (pointer.nextOverflow(from) < to) return [1, 0];
  return [pointer.pointerAt(from) >> 16, pointer.pointerAt(to - 1) >> 16];
}
