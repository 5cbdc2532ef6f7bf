import { Lane, type LaneEntry, type LaneRequest, type Occupancy, type Occupant } from './lane.ts';

/**
 * Decides which command starts when. Pure bookkeeping: no clock, no promises.
 *
 * Writes of one lane run one at a time: in order per session, in turn between sessions. A write for several lanes enters
 * all of them in one step and starts when it heads them all; such shared entries keep the order of their arrival in
 * every lane: the oldest waits for no other, hence no two can wait for each other.
 *
 * A read starts as soon as no command works in its lanes and no earlier write of its own session is queued there. A
 * write that is next but for running reads claims its lanes, so that no stream of reads can keep it out; a read that
 * waits only for commands at work holds its lanes, so that no stream of writes can keep it out.
 *
 * An urgent command goes first, and waits only for a write that works.
 *
 * A lane may have an occupant, which runs only while no command is queued or runs there but for reads, and is asked to
 * leave as soon as one is.
 */
export class LaneScheduler {
  readonly #limit: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #disturbed = new Set<Lane>();
  #arrivals = 0;
  #deciding = false;

  /** @param limit - most commands queued in one lane; urgent commands are exempt */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Queues a command in all its lanes; it may start before this returns.
   *
   * @param modules - the lanes that it concerns, at least one, each once
   * @returns its entry, or the name of a lane that is full; then nothing was queued
   */
  enter(modules: readonly string[], request: LaneRequest): LaneEntry | string {
    const lanes = modules.map((module) => this.#lane(module));
    const full = lanes.find((lane) => lane.queued >= this.#limit);
    if (full !== undefined && request.access !== 'urgent') return full.name;
    const entry: LaneEntry = { ...request, arrival: ++this.#arrivals, lanes, phase: 'queued' };
    const inTurn =
      entry.access === 'write' ||
      (entry.access === 'read' && lanes.length > 1 && lanes.some((lane) => lane.hasEarlierWrite(entry)));
    for (const lane of lanes) {
      if (entry.access === 'urgent') lane.urgent.push(entry);
      else if (inTurn) lane.queueInTurn(entry);
      else lane.reads.push(entry);
    }
    if (entry.access !== 'read') for (const lane of lanes) interrupt(lane);
    this.#decide(entry.lanes);
    return entry;
  }

  /**
   * Lets something of the worker's own use a lane between commands, once; it may start before this returns.
   *
   * @param module - a lane without an occupant
   */
  occupy(module: string, occupant: Occupant): Occupancy {
    const lane = this.#lane(module);
    if (lane.occupancy !== null) throw new Error(`The lane ${module} has an occupant already.`);
    const occupancy: Occupancy = { ...occupant, lane, phase: 'queued' };
    lane.occupancy = occupancy;
    this.#decide([lane]);
    return occupancy;
  }

  /** The occupant has left, or does not want to start any more. */
  vacate(occupancy: Occupancy): void {
    const { lane } = occupancy;
    if (occupancy.phase === 'left') return;
    occupancy.phase = 'left';
    lane.occupancy = null;
    this.#decide([lane]);
  }

  /** The running command only waits from here on. */
  waiting(entry: LaneEntry): void {
    if (entry.phase !== 'working') return;
    entry.phase = 'waiting';
    this.#decide(entry.lanes);
  }

  /** The wait of the running command is over. */
  working(entry: LaneEntry): void {
    if (entry.phase === 'waiting') entry.phase = 'working';
  }

  /** Takes a command out of its lanes: a running one has finished, a queued one is dropped. */
  leave(entry: LaneEntry): void {
    if (entry.phase === 'left') return;
    for (const lane of entry.lanes) {
      if (entry.phase === 'queued') lane.remove(entry);
      else lane.running.delete(entry);
    }
    entry.phase = 'left';
    this.#decide(entry.lanes);
  }

  /** Place in the longest of its queues: 1 for the next. Null unless it is queued. */
  position(entry: LaneEntry): number | null {
    if (entry.phase !== 'queued') return null;
    return 1 + Math.max(...entry.lanes.map((lane) => lane.ahead(entry)));
  }

  /** Commands queued per lane, for lanes that were ever used. */
  queued(): ReadonlyMap<string, number> {
    return new Map([...this.#lanes.values()].map((lane) => [lane.name, lane.queued]));
  }

  #lane(module: string): Lane {
    let lane = this.#lanes.get(module);
    if (lane === undefined) {
      lane = new Lane(module);
      this.#lanes.set(module, lane);
    }
    return lane;
  }

  /** Starts whatever may start now that these lanes have changed. Starting may change lanes again. */
  #decide(lanes: readonly Lane[]): void {
    for (const lane of lanes) this.#disturbed.add(lane);
    if (this.#deciding) return;
    this.#deciding = true;
    try {
      for (const lane of this.#disturbed) {
        this.#disturbed.delete(lane);
        this.#decideIn(lane);
      }
    } finally {
      this.#deciding = false;
    }
  }

  #decideIn(lane: Lane): void {
    const [urgent] = lane.urgent;
    if (urgent !== undefined) {
      const mayStart = urgent.lanes.every((each) => each.urgent[0] === urgent && each.admitsUrgent());
      if (mayStart) this.#start(urgent);
      return;
    }
    for (const read of lane.eligibleReads()) {
      if (read.lanes.every((each) => each.admitsReads())) this.#start(read);
    }
    const next = lane.next();
    const { occupancy } = lane;
    if (occupancy?.phase === 'queued' && lane.admitsOccupant()) {
      occupancy.phase = 'running';
      occupancy.start(occupancy);
    }
    if (next === undefined || !next.lanes.every((each) => each.next() === next)) return;
    if (next.access === 'read') {
      if (next.lanes.every((each) => each.admitsReads())) this.#start(next);
      return;
    }
    if (!next.lanes.every((each) => each.admitsWrite(next))) return;
    if (next.lanes.some((each) => each.running.size > 0)) for (const each of next.lanes) each.claim = next;
    else this.#start(next);
  }

  #start(entry: LaneEntry): void {
    entry.phase = 'working';
    for (const lane of entry.lanes) {
      lane.remove(entry);
      lane.running.add(entry);
      this.#disturbed.add(lane);
    }
    entry.start(entry);
  }
}

function interrupt({ occupancy }: Lane): void {
  if (occupancy?.phase !== 'running') return;
  occupancy.phase = 'interrupted';
  occupancy.interrupt();
}
