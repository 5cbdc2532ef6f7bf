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

/** Something in a lane's queue, in the round in which its session is served. */
interface Slot {
  readonly entry: LaneEntry;
  readonly round: number;
}

/** The ordered queue of one hardware module. Says what could start here; the scheduler decides over all lanes. */
export class Lane {
  readonly name: string;
  /** Writes, and reads of several lanes behind writes of their own session, in the order in which they will start. */
  readonly inTurn: Slot[] = [];
  /** Reads that wait for no queue but their own session's. */
  readonly reads: LaneEntry[] = [];
  /** Urgent commands, in the order of their arrival. */
  readonly urgent: LaneEntry[] = [];
  readonly running = new Set<LaneEntry>();
  /** The write that is next, once the running reads have finished. Keeps further reads out. */
  claim: LaneEntry | null = null;
  /** The round being served. */
  #round = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Commands that have not started. */
  get queued(): number {
    return this.inTurn.length + this.reads.length + this.urgent.length;
  }

  /**
   * Queues an entry in turn between sessions: each session has one entry per round. Entries of several lanes never
   * overtake each other, so that all lanes agree on their order.
   */
  insertInTurn(entry: LaneEntry): void {
    let round = this.#round;
    for (const slot of this.inTurn) {
      if (slot.entry.session === entry.session) round = Math.max(round, slot.round + 1);
      else if (entry.lanes.length > 1 && slot.entry.lanes.length > 1) round = Math.max(round, slot.round);
    }
    const behind = this.inTurn.findIndex((slot) => slot.round > round);
    this.inTurn.splice(behind === -1 ? this.inTurn.length : behind, 0, { entry, round });
  }

  /** Takes an entry out of the queue; one that starts opens its round. */
  remove(entry: LaneEntry): void {
    if (this.claim === entry) this.claim = null;
    const place = this.inTurn.findIndex((slot) => slot.entry === entry);
    if (place !== -1) {
      const [slot] = this.inTurn.splice(place, 1);
      if (place === 0 && slot !== undefined) this.#round = slot.round;
      return;
    }
    const queue = entry.access === 'urgent' ? this.urgent : this.reads;
    const position = queue.indexOf(entry);
    if (position !== -1) queue.splice(position, 1);
  }

  /** Whether an earlier write of the same session is queued here. */
  hasEarlierWrite(read: LaneEntry): boolean {
    return this.inTurn.some(
      ({ entry }) =>
        entry.session === read.session && entry.access === 'write' && entry.arrival < read.arrival,
    );
  }

  /** Reads that wait for nothing but commands at work. */
  eligibleReads(): LaneEntry[] {
    return this.reads.filter((read) => !this.hasEarlierWrite(read));
  }

  /** Whether the present running commands let a read start. */
  admitsReads(): boolean {
    return this.urgent.length === 0 && this.claim === null && !this.#writeIsWorking();
  }

  /** Whether a write that heads this lane may start, or claim the lane while reads run. */
  admitsWrite(write: LaneEntry): boolean {
    if (this.urgent.length > 0) return false;
    for (const entry of this.running) if (entry.access !== 'read') return false;
    return this.claim === write || this.eligibleReads().length === 0;
  }

  /** Whether an urgent command may start: beside reads and beside a write that waits. */
  admitsUrgent(): boolean {
    for (const entry of this.running) if (entry.access === 'urgent') return false;
    return !this.#writeIsWorking();
  }

  #writeIsWorking(): boolean {
    for (const entry of this.running) if (entry.access !== 'read' && entry.phase === 'working') return true;
    return false;
  }
}
