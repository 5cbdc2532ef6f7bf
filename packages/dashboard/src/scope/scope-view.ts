import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ScopeStreamState, ScopeTrace, TopicEvent } from '@pyrpl-mux/client';
import type { WorkerLink } from '../worker-link/worker-link.ts';
import { FrameMeter } from './frame-meter.ts';
import { NewestFrame } from './newest-frame.ts';
import { browserDisplay, type PageDisplay } from './page-display.ts';
import { RunningMean } from './running-mean.ts';
import { ScopeAxes } from './scope-axes.ts';
import type { TimeRange } from './time-base.ts';

/** Most traces per second that a display can show. */
const DISPLAY_RATE = 60;

/** Most traces that the page averages. */
export const MOST_AVERAGED = 1000;

/**
 * What this page does with the traces that come: shows each (`run`), shows the next one, or the mean of as many as it
 * averages, and stops (`single`), or keeps what it has (`stop`). The board's scope, which others share, is not stopped.
 */
export type ScopeMode = 'run' | 'single' | 'stop';

type TraceEvent = TopicEvent<'scope_trace'>;

interface Arrival {
  readonly event: TraceEvent;
  /** When it came, by the display's clock. */
  readonly came: number;
}

/** The newest trace of the worker's stream, as this page shows it: once per frame of the display, and never behind. */
export class ScopeView {
  readonly #link: Pick<WorkerLink, 'watch'>;
  readonly #display: PageDisplay;
  readonly #newest: NewestFrame<Arrival>;
  readonly #mean = new RunningMean();
  readonly #trace = signal<ScopeTrace | null>(null);
  readonly #mode = signal<ScopeMode>('run');
  readonly #stream = signal<ScopeStreamState | null>(null);
  readonly #averaged = signal(1);
  readonly #zoom = signal<TimeRange | null>(null);
  readonly #span = signal<TimeRange | null>(null);
  #plotPoints: number | undefined;
  #everySample = false;
  #asked: number | undefined;
  #viewers = 0;
  #end: (() => void) | null = null;
  #last: TraceEvent | null = null;

  /** The trace that is shown, or the mean of {@link averaged} traces; null before the first. It never changes itself. */
  readonly trace: ReadonlySignal<ScopeTrace | null> = this.#trace;
  readonly mode: ReadonlySignal<ScopeMode> = this.#mode;
  /** What the worker's stream of traces does, and why none comes; null before it was told. */
  readonly stream: ReadonlySignal<ScopeStreamState | null> = this.#stream;
  /** How many traces this page averages; 1 for none. */
  readonly averaged: ReadonlySignal<number> = this.#averaged;
  readonly hasTrace: ReadonlySignal<boolean> = computed(() => this.#trace.value !== null);
  /** Times of the first and the last value in s from the trigger; null before the first trace. */
  readonly span: ReadonlySignal<TimeRange | null> = this.#span;
  readonly axes: ScopeAxes = new ScopeAxes();
  /** Counts what reached the display. */
  readonly frames: FrameMeter = new FrameMeter();
  /** The part of the trace's time that the plot shows, in s from the trigger; null for all of it. */
  readonly zoom: ReadonlySignal<TimeRange | null> = this.#zoom;

  constructor(link: Pick<WorkerLink, 'watch'>, display: PageDisplay = browserDisplay) {
    this.#link = link;
    this.#display = display;
    this.#newest = new NewestFrame(
      (callback) => display.requestFrame(callback),
      (arrival) => this.#show(arrival),
    );
    display.onHidden(() => this.#follow());
    link.watch('worker', {}, ({ data }) => {
      this.#stream.value = data.stream;
    });
  }

  /**
   * Follows the stream while somebody looks; where nobody does, the worker takes no traces for this page.
   *
   * @returns a function that ends it
   */
  attach(): () => void {
    this.#viewers++;
    this.#follow();
    return () => {
      this.#viewers--;
      this.#follow();
    };
  }

  /** What to do with the traces from now on. */
  setMode(mode: ScopeMode): void {
    if (mode === 'single') this.#mean.clear();
    this.#mode.value = mode;
    this.#newest.clear();
    this.#follow();
  }

  /** @param count - of traces to average in this page, from 1 to {@link MOST_AVERAGED} */
  average(count: number): void {
    this.#mean.clear();
    this.#averaged.value = count;
    this.#refollow();
  }

  /** @param range - the times that the plot shows, in s from the trigger; null for the whole trace */
  zoomTo(range: TimeRange | null): void {
    this.#zoom.value = range;
    this.#refollow();
  }

  /** @param points - values per channel that the plot can show; undefined for all */
  want(points: number | undefined): void {
    this.#plotPoints = points;
    this.#refollow();
  }

  /** Asks for every sample from now on, however narrow the plot is: measurements need them. */
  askForEverySample(): void {
    this.#everySample = true;
    this.#refollow();
  }

  /** Values to ask for: a mean, or a part of a trace, needs every sample. */
  #points(): number | undefined {
    const all = this.#everySample || this.#averaged.value > 1 || this.#zoom.value !== null;
    return all ? undefined : this.#plotPoints;
  }

  #follow(): void {
    const wanted = this.#viewers > 0 && this.#mode.value !== 'stop' && !this.#display.hidden();
    if (wanted) this.#end ??= this.#watch(this.#points());
    else {
      this.#end?.();
      this.#end = null;
      this.#newest.clear();
    }
  }

  #refollow(): void {
    const points = this.#points();
    if (this.#end === null || points === this.#asked) return;
    const endBefore = this.#end;
    // The new one first: the stream goes on where this page is its only viewer.
    this.#end = this.#watch(points);
    endBefore();
  }

  #watch(points: number | undefined): () => void {
    this.#asked = points;
    const params = { max_rate: DISPLAY_RATE, ...(points === undefined ? {} : { max_points: points }) };
    return this.#link.watch('scope_trace', params, (event) =>
      this.#newest.offer({ event, came: this.#display.now() }),
    );
  }

  #show({ event, came }: Arrival): void {
    // A new subscription begins with the trace that others have seen already, and that this page may have as well.
    const last = this.#last;
    if (last !== null && isSame(last, event)) return;
    this.#last = event;
    this.frames.count(came, this.#display.now(), event.dropped);
    const averaged = this.#averaged.value;
    batch(() => {
      if (last === null || !coversSameTime(last, event)) this.#newTimes(event.data);
      this.#trace.value = averaged === 1 ? event.data : this.#mean.add(event.data, averaged);
      const complete = averaged === 1 || this.#mean.taken === averaged;
      if (this.#mode.value === 'single' && complete) this.setMode('stop');
    });
  }

  #newTimes({ time_start: start, time_step: step, voltage }: ScopeTrace): void {
    this.#span.value = [start, start + (voltage[0].length - 1) * step];
    this.zoomTo(null);
  }
}

function isSame(one: TraceEvent, other: TraceEvent): boolean {
  return (
    one.seq === other.seq &&
    one.data.trigger_time === other.data.trigger_time &&
    one.data.voltage[0].length === other.data.voltage[0].length
  );
}

function coversSameTime({ data: one }: TraceEvent, { data: other }: TraceEvent): boolean {
  return (
    one.settings.decimation === other.settings.decimation &&
    one.settings.trigger_source === other.settings.trigger_source &&
    one.settings.trigger_delay === other.settings.trigger_delay
  );
}
