import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { type ScopeStreamState, type ScopeTrace, type TopicEvent, TRACE_LENGTH } from '@pyrpl-mux/client';
import type { WorkerLink } from '../worker-link/worker-link.ts';
import { FrameMeter } from './frame-meter.ts';
import { NewestFrame } from './newest-frame.ts';
import { browserDisplay, type PageDisplay } from './page-display.ts';
import { RunningMean } from './running-mean.ts';

/** Most traces per second that a display can show. */
const DISPLAY_RATE = 60;

/** Most traces that the page averages. */
export const MOST_AVERAGED = 1000;

/**
 * What this page does with the traces that come: shows each, shows the next one and stops, or keeps the one it has. The
 * board's scope, which others share, is not stopped.
 */
export type ScopeMode = 'run' | 'single' | 'stop';

/** The newest trace of the worker's stream, as this page shows it: once per frame of the display, and never behind. */
export class ScopeView {
  readonly #link: Pick<WorkerLink, 'watch'>;
  readonly #display: PageDisplay;
  readonly #newest: NewestFrame<TopicEvent<'scope_trace'>>;
  readonly #mean = new RunningMean();
  readonly #trace = signal<ScopeTrace | null>(null);
  readonly #mode = signal<ScopeMode>('run');
  readonly #stream = signal<ScopeStreamState | null>(null);
  readonly #averaged = signal(1);
  readonly #zoom = signal<readonly [number, number] | null>(null);
  #plotPoints: number | undefined;
  #asked: number | undefined;
  #viewers = 0;
  #end: (() => void) | null = null;
  #last: TopicEvent<'scope_trace'> | null = null;

  /** The trace that is shown, or the mean of {@link averaged} traces; null before the first. It never changes itself. */
  readonly trace: ReadonlySignal<ScopeTrace | null> = this.#trace;
  readonly mode: ReadonlySignal<ScopeMode> = this.#mode;
  /** What the worker's stream of traces does, and why none comes; null before it was told. */
  readonly stream: ReadonlySignal<ScopeStreamState | null> = this.#stream;
  /** How many traces this page averages; 1 for none. */
  readonly averaged: ReadonlySignal<number> = this.#averaged;
  /** Counts what reached the display. */
  readonly frames: FrameMeter = new FrameMeter();
  /** The part of the trace's time that the plot shows, in s from the trigger; null for all of it. */
  readonly zoom: ReadonlySignal<readonly [number, number] | null> = this.#zoom;
  /** Whether {@link trace} holds every sample, and not the smallest and largest of neighbours. */
  readonly complete: ReadonlySignal<boolean> = computed(() => {
    const trace = this.#trace.value;
    return trace === null || trace.voltage[0].length === TRACE_LENGTH;
  });

  constructor(link: Pick<WorkerLink, 'watch'>, display: PageDisplay = browserDisplay) {
    this.#link = link;
    this.#display = display;
    this.#newest = new NewestFrame(
      (callback) => display.requestFrame(callback),
      (event) => this.#show(event),
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

  /** Shows each trace. */
  run(): void {
    this.#setMode('run');
  }

  /** Shows the next trace, or the mean of the next {@link averaged}, then stops. */
  single(): void {
    this.#mean.clear();
    this.#setMode('single');
  }

  /** Keeps the trace that is shown. */
  stop(): void {
    this.#setMode('stop');
  }

  /** @param count - of traces to average in this page, from 1 to {@link MOST_AVERAGED} */
  average(count: number): void {
    this.#mean.clear();
    this.#averaged.value = count;
    this.#refollow();
  }

  /** @param range - the times that the plot shows, in s from the trigger; null for the whole trace */
  zoomTo(range: readonly [number, number] | null): void {
    this.#zoom.value = range;
    this.#refollow();
  }

  /** @param points - values per channel that the plot can show; undefined for all */
  want(points: number | undefined): void {
    this.#plotPoints = points;
    this.#refollow();
  }

  #setMode(mode: ScopeMode): void {
    this.#mode.value = mode;
    this.#newest.clear();
    this.#follow();
  }

  /** Values to ask for: a mean, or a part of a trace, needs every sample. */
  #points(): number | undefined {
    return this.#averaged.value === 1 && this.#zoom.value === null ? this.#plotPoints : undefined;
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
    return this.#link.watch('scope_trace', params, (event) => this.#newest.offer(event));
  }

  #show(event: TopicEvent<'scope_trace'>): void {
    // A new subscription begins with the trace that others have seen already, and that this page may have as well.
    if (this.#last !== null && isSame(this.#last, event)) return;
    this.#last = event;
    this.frames.count(event, this.#display.now());
    const averaged = this.#averaged.value;
    batch(() => {
      this.#trace.value = averaged === 1 ? event.data : this.#mean.add(event.data, averaged);
      if (this.#mode.value === 'single' && (averaged === 1 || this.#mean.taken === averaged)) this.stop();
    });
  }
}

function isSame(one: TopicEvent<'scope_trace'>, other: TopicEvent<'scope_trace'>): boolean {
  return (
    one.seq === other.seq &&
    one.data.trigger_time === other.data.trigger_time &&
    one.data.voltage[0].length === other.data.voltage[0].length
  );
}
