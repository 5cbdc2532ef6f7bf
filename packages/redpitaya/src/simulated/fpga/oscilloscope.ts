import { Acquisition, type TriggerFinder } from './acquisition.ts';
import type { AsgChannel } from './asg-channel.ts';
import type { Averages } from './averages.ts';
import { CYCLES_PER_WORD } from './clock.ts';
import { DebouncedTrigger } from './debounced-trigger.ts';
import { EdgeTrigger } from './edge-trigger.ts';
import type { Listener, Wanted } from './listener.ts';
import type { SignalMatrix } from './matrix.ts';
import type { ExpansionPins } from './pins.ts';
import { BUFFER_LENGTH, ScopeRegisters } from './scope.ts';
import { ScopeChannel } from './scope-channel.ts';
import { oldestKept, type Segment, storeCycle, storesBefore } from './segment.ts';
import type { TrigModule } from './trig-module.ts';

/** Segments remembered; older ones are worked out and dropped. */
const SEGMENTS = 8;
/** Trigger source of the trigger module. */
const TRIG_SOURCE = 10;
/** Cycles from the table pointer to what a generator keeps of it while the scope's trigger is running. */
const POINTER_LATENCY = 2;

/** What the scope can be triggered by, besides its inputs. */
export interface TriggerSources {
  readonly asgs: readonly AsgChannel[];
  readonly pins: ExpansionPins;
  readonly trig: TrigModule;
}

/** The scope: write machine, trigger search and buffers behind its registers. */
export class Oscilloscope implements Listener, TriggerFinder {
  readonly registers: ScopeRegisters;
  readonly #sources: TriggerSources;
  readonly #acquisition = new Acquisition(this);
  readonly #channels: readonly [ScopeChannel, ScopeChannel];
  /** Edge detectors of trigger sources 2-5. */
  readonly #edges: readonly EdgeTrigger[];
  /** Detectors of trigger sources 6-9. */
  readonly #debounced: readonly DebouncedTrigger[];
  readonly #settle: (cycle: number) => void;

  /**
   * @param settle - brings everything that is stepped to a cycle
   */
  constructor(
    matrix: SignalMatrix,
    averages: Averages,
    sources: TriggerSources,
    settle: (cycle: number) => void,
  ) {
    this.#sources = sources;
    this.#settle = settle;
    this.#channels = [new ScopeChannel(matrix, averages, 0), new ScopeChannel(matrix, averages, 1)];
    this.#edges = this.#channels.flatMap((channel) => [
      new EdgeTrigger(channel, true),
      new EdgeTrigger(channel, false),
    ]);
    this.#debounced = [
      ...[true, false].map(
        (level) => (from: number, to: number) => sources.pins.nextTriggerEdge(level, from, to),
      ),
      ...sources.asgs.map((asg) => (from: number, to: number) => asg.nextTriggerOut(from, to)),
    ].map((nextEdge) => new DebouncedTrigger(nextEdge));
    const change = (cycle: number, act: () => void): void => {
      act();
      this.listen(cycle + 1);
    };
    const write = (cycle: number, act: () => void): void => {
      for (const edge of this.#edges) edge.restart();
      change(cycle, act);
    };
    this.registers = new ScopeRegisters({
      state: (cycle) => {
        this.#follow(cycle);
        return this.#acquisition.state(cycle);
      },
      arm: (cycle) =>
        write(cycle, () => {
          this.#acquisition.arm(cycle);
          this.#dropSegments();
        }),
      reset: (cycle) => write(cycle, () => this.#acquisition.reset(cycle)),
      triggerSource: (source, cycle) => write(cycle, () => this.#acquisition.select(source, cycle)),
      // The detectors go on: a threshold that passes the input raises the flag.
      changed: (settings, cycle) => change(cycle, () => this.#acquisition.change(settings, cycle)),
      input: (channel, cycle) => {
        settle(cycle + 1);
        return matrix.at(this.#channels[channel].source, cycle);
      },
    });
  }

  find(source: number, segment: Segment, from: number, to: number): number | undefined {
    const edge = this.#edges[source - 2];
    const { settings } = this.#acquisition;
    if (edge !== undefined) return edge.find(segment, settings, from, to);
    if (source === TRIG_SOURCE) {
      const trigger = this.#sources.trig.nextTrigger(from - 1, to - 1);
      return trigger === undefined ? undefined : trigger + 1;
    }
    return this.#debounced[source - 6]?.find(settings.debounce, from, to);
  }

  /** `words.length` buffer words of `channel` from `index` on, the first of them read at `cycle`. */
  read(channel: 0 | 1, index: number, cycle: number, words: Uint32Array): void {
    this.#follow(cycle);
    if (this.#acquisition.open !== undefined) this.#follow(cycle + words.length * CYCLES_PER_WORD);
    this.#channels[channel].buffer.read(this.#acquisition.segments, index, cycle, CYCLES_PER_WORD, words);
  }

  /** Table index that a generator had while the last trigger's delay was running. */
  indexAtTrigger(channel: 0 | 1, cycle: number): number {
    this.#follow(cycle);
    const trigger = this.#acquisition.lastTrigger;
    const asg = this.#sources.asgs[channel];
    if (trigger === undefined || asg === undefined) return BUFFER_LENGTH - 1;
    return asg.indexAt(Math.min(cycle, trigger.end) - POINTER_LATENCY);
  }

  /** Takes up what the channels have to record, after a write or a change of routing. */
  listen(cycle: number): void {
    for (const channel of this.#channels) channel.listen(this.#acquisition.open, cycle);
  }

  /** The range of cycles that samples not yet worked out depend on, if there are any. */
  pending(cycle: number): { from: number; to: number } | undefined {
    let range: { from: number; to: number } | undefined;
    for (const segment of this.#acquisition.segments) {
      if (storesBefore(segment, cycle) === 0 && segment !== this.#acquisition.open) continue;
      const from = storeCycle(segment, oldestKept(segment, cycle)) - segment.decimation - 2;
      range = { from: Math.min(from, range?.from ?? from), to: Math.min(cycle, segment.end) };
    }
    return range;
  }

  /** Works out all samples stored before `cycle`, so that the past may be forgotten. */
  keepPending(cycle: number): void {
    for (const segment of this.#acquisition.segments) this.#keep(segment, cycle);
  }

  /**
   * After a trigger, every sample until the end of the delay that will not be overwritten. Before it, what the search
   * can afford must do.
   */
  wanted(from: number, to: number): Wanted | undefined {
    const open = this.#acquisition.open;
    if (open === undefined || this.#channels.every((channel) => channel.searchable)) return undefined;
    const last = Math.min(to, open.end);
    const first = Math.max(from, open.end - (BUFFER_LENGTH + 4) * open.decimation);
    return open.end < Number.POSITIVE_INFINITY && first < last
      ? { from: first, to: last, decimation: open.decimation }
      : undefined;
  }

  get hears(): readonly number[] {
    return this.#channels.filter(({ records }) => records).map(({ source }) => source);
  }

  heard(cycle: number, stride: number): void {
    this.#channels[0].hear(cycle, stride);
    this.#channels[1].hear(cycle, stride);
  }

  paused(cycle: number): boolean {
    const before = this.#acquisition.open?.end;
    this.#acquisition.advance(cycle);
    for (const channel of this.#channels) channel.commit();
    return this.#acquisition.open?.end !== before;
  }

  rearranging(cycle: number, stepped: Uint8Array): void {
    const pending = this.pending(cycle);
    if (pending === undefined) return;
    for (const channel of this.#channels) {
      if (!channel.loses(stepped, pending.from, cycle)) continue;
      for (const segment of this.#acquisition.segments) keep(channel, segment, cycle);
    }
  }

  #follow(cycle: number): void {
    if (this.#acquisition.open === undefined) return;
    const isHeard = this.#acquisition.source === TRIG_SOURCE && this.#sources.trig.stepped;
    if (isHeard || this.#channels.some((channel) => !channel.searchable)) this.#settle(cycle);
    this.#acquisition.advance(cycle);
  }

  #keep(segment: Segment, cycle: number): void {
    for (const channel of this.#channels) keep(channel, segment, cycle);
  }

  #dropSegments(): void {
    const { segments } = this.#acquisition;
    for (let oldest = segments[0]; oldest !== undefined && segments.length > 1; oldest = segments[0]) {
      const done = oldest;
      const isComplete = this.#channels.every(({ buffer }) => buffer.isComplete(done));
      if (!isComplete && segments.length <= SEGMENTS) return;
      if (!isComplete) this.#keep(oldest, oldest.end);
      this.#acquisition.dropOldest();
    }
  }
}

/** Works out the samples of one channel that were stored before `cycle`. */
function keep({ buffer }: ScopeChannel, segment: Segment, cycle: number): void {
  buffer.keep(segment, oldestKept(segment, cycle), storesBefore(segment, cycle));
}
