import type { EventMessage } from '../protocol/messages.ts';

/** Events that a slow reader may be behind. */
export const BUFFERED_EVENTS = 64;

function modulesOf({ data }: EventMessage): object | undefined {
  if (typeof data !== 'object' || data === null || !('modules' in data)) return undefined;
  return typeof data.modules === 'object' && data.modules !== null ? data.modules : undefined;
}

/** The newer event, holding also the modules that only the older one told of. */
function coalesce<Event extends EventMessage>(older: Event, newer: Event): Event {
  const before = modulesOf(older);
  const after = modulesOf(newer);
  if (before === undefined || after === undefined || typeof newer.data !== 'object') return newer;
  const modules = Object.fromEntries([...Object.entries(before), ...Object.entries(after)]);
  return { ...newer, data: { ...newer.data, modules } };
}

interface Reader<Event> {
  readonly resolve: (step: IteratorResult<Event, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/** Events between a worker and one reader: the newest are kept, state of modules is coalesced, what is lost is counted. */
export class EventBuffer<Event extends EventMessage = EventMessage> {
  readonly #capacity: number;
  #events: Event[] = [];
  readonly #readers: Reader<Event>[] = [];
  #dropped = 0;
  #end: { readonly error?: Error } | undefined;

  /** @param capacity - events that the reader may be behind */
  constructor(capacity = BUFFERED_EVENTS) {
    this.#capacity = capacity;
  }

  /** Events that the reader did not see one by one. */
  get dropped(): number {
    return this.#dropped;
  }

  push(event: Event): void {
    if (this.#end !== undefined) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: event });
      return;
    }
    this.#events.push(event);
    if (this.#events.length <= this.#capacity) return;
    const [oldest, next, ...rest] = this.#events;
    if (oldest !== undefined && next !== undefined) this.#events = [coalesce(oldest, next), ...rest];
    this.#dropped += 1;
  }

  /** Ends the sequence after what is buffered; with an error, reading throws it. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    for (const reader of this.#readers.splice(0)) {
      if (error === undefined) reader.resolve({ done: true, value: undefined });
      else reader.reject(error);
    }
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#end?.error !== undefined) return Promise.reject(this.#end.error);
    if (this.#end !== undefined) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
    });
  }
}
