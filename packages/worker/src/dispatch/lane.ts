import type { Access } from '@pyrpl-mux/client';

/** How a command uses its lanes (PROTOCOL.md, section 7). */
export type LaneAccess = Exclude<Access, 'session'>;

/** What a command asks of its lanes. */
export interface LaneRequest {
  readonly session: number;
  readonly access: LaneAccess;
  /** Called once, when the command may start. Must not throw. */
  readonly start: (entry: LaneEntry) => void;
}

/** A command's place in its lanes. */
export interface LaneEntry extends LaneRequest {
  /** Counts the entries of all lanes. */
  readonly arrival: number;
  readonly lanes: readonly Lane[];
  phase: 'queued' | 'working' | 'waiting' | 'left';
}

/** Something of the worker's own that uses a lane while no command wants it. */
export interface Occupant {
  /** Called once, when no command is queued in the lane and none but reads run. Must not throw. */
  readonly start: (occupancy: Occupancy) => void;
  /** Called once, as soon as a command wants the lane that may not run beside it: it shall leave. Must not throw. */
  readonly interrupt: () => void;
}

/** An occupant's place in its lane. */
export interface Occupancy extends Occupant {
  readonly lane: Lane;
  phase: 'queued' | 'running' | 'interrupted' | 'left';
}

/** The queue of one hardware module. Says what could start here; the scheduler decides over all lanes. */
export class Lane {
  readonly name: string;
  /** Reads that wait for no queue but their own session's. */
  readonly reads: LaneEntry[] = [];
  /** Urgent commands, in the order of their arrival. */
  readonly urgent: LaneEntry[] = [];
  readonly running = new Set<LaneEntry>();
  /** A write that, while its turn lasts, keeps further reads out: it starts as soon as the running ones have finished. */
  claim: LaneEntry | null = null;
  /** What uses the lane between commands, or waits for that. */
  occupancy: Occupancy | null = null;
  /**
   * Writes, and reads of several lanes behind writes of their own session; in order per session. The sessions stand in
   * the order of their turns: who was served goes to the end.
   */
  readonly #turns = new Map<number, LaneEntry[]>();
  /** Those of {@link Lane.#turns} that concern several lanes, in the order of their arrival. */
  readonly #shared: LaneEntry[] = [];
  #inTurn = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Commands that have not started. */
  get queued(): number {
    return this.#inTurn + this.reads.length + this.urgent.length;
  }

  /**
   * The command whose turn it is. One that concerns several lanes has its turn only after older ones of its kind, so
   * that all lanes agree on their order.
   */
  next(): LaneEntry | undefined {
    for (const [head] of this.#turns.values()) {
      if (head !== undefined && (head.lanes.length === 1 || head === this.#shared[0])) return head;
    }
    return undefined;
  }

  /** Queues an entry behind those of its own session. */
  queueInTurn(entry: LaneEntry): void {
    const own = this.#turns.get(entry.session);
    if (own === undefined) this.#turns.set(entry.session, [entry]);
    else own.push(entry);
    if (entry.lanes.length > 1) this.#shared.push(entry);
    this.#inTurn++;
  }

  /** Takes an entry out of the queue: it starts, or it is dropped, which costs its session no turn. */
  remove(entry: LaneEntry): void {
    const own = this.#turns.get(entry.session);
    if (own !== undefined && withdraw(own, entry)) {
      this.#inTurn--;
      withdraw(this.#shared, entry);
      if (own.length === 0 || entry.phase !== 'queued') this.#turns.delete(entry.session);
      if (own.length > 0) this.#turns.set(entry.session, own);
    } else if (!withdraw(this.reads, entry)) withdraw(this.urgent, entry);
  }

  /** How many commands would start before a queued one if no other came: sessions take turns. */
  ahead(entry: LaneEntry): number {
    const urgent = this.urgent.indexOf(entry);
    if (urgent !== -1) return urgent;
    const own = this.#turns.get(entry.session) ?? [];
    const earlier = own.filter(({ arrival }) => arrival < entry.arrival).length;
    const isRead = this.reads.includes(entry);
    if (isRead && earlier === 0) return this.urgent.length;
    // A read starts with the end of its own session's last write, without a turn of its own.
    const rounds = isRead ? earlier - 1 : earlier;
    let ahead = this.urgent.length + earlier;
    let turns = rounds + 1;
    for (const [session, queue] of this.#turns) {
      if (session === entry.session) turns = rounds;
      else ahead += Math.min(queue.length, turns);
    }
    return ahead;
  }

  /** Whether an earlier write of the same session is queued here. */
  hasEarlierWrite(read: LaneEntry): boolean {
    const own = this.#turns.get(read.session) ?? [];
    return own.some(({ access, arrival }) => access === 'write' && arrival < read.arrival);
  }

  /** Reads that wait for nothing but commands at work. */
  eligibleReads(): LaneEntry[] {
    return this.reads.filter((read) => !this.hasEarlierWrite(read));
  }

  /** Whether a read may start. */
  admitsReads(): boolean {
    const claimed = this.claim !== null && this.claim === this.next();
    return this.urgent.length === 0 && !claimed && !this.#writeIsWorking();
  }

  /** Whether the write whose turn it is may start, or claim the lane while reads run. */
  admitsWrite(write: LaneEntry): boolean {
    if (this.urgent.length > 0 || this.#isOccupied()) return false;
    for (const entry of this.running) if (entry.access !== 'read') return false;
    return this.claim === write || this.eligibleReads().length === 0;
  }

  /** Whether an urgent command may start: beside reads and beside a write that waits. */
  admitsUrgent(): boolean {
    if (this.#isOccupied()) return false;
    for (const entry of this.running) if (entry.access === 'urgent') return false;
    return !this.#writeIsWorking();
  }

  /** Whether an occupant may start: beside reads, while nothing else is here. */
  admitsOccupant(): boolean {
    if (this.#inTurn + this.urgent.length > 0) return false;
    for (const entry of this.running) if (entry.access !== 'read') return false;
    return true;
  }

  #isOccupied(): boolean {
    const { phase } = this.occupancy ?? {};
    return phase === 'running' || phase === 'interrupted';
  }

  #writeIsWorking(): boolean {
    for (const entry of this.running) if (entry.access !== 'read' && entry.phase === 'working') return true;
    return false;
  }
}

function withdraw(queue: LaneEntry[], entry: LaneEntry): boolean {
  const position = queue.indexOf(entry);
  if (position !== -1) queue.splice(position, 1);
  return position !== -1;
}
