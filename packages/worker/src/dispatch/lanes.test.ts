import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneAccess, LaneEntry } from './lane.ts';
import { LaneScheduler } from './lanes.ts';

const LANES = ['scope', 'asg0', 'pid0', 'iq0'];

/** A command of the model: how it uses its lanes, and whether it waits in between. */
interface Command {
  readonly session: number;
  readonly access: LaneAccess;
  readonly modules: readonly string[];
  readonly waits: boolean;
  /** Dropped from the queue at some moment, if it is queued then. */
  readonly dropped: boolean;
  /** Sent only when the session's previous command has started. */
  readonly oneByOne: boolean;
}

interface Trace extends Command {
  readonly arrival: number;
  state: 'queued' | 'working' | 'waiting' | 'finished' | 'dropped';
  /** Writes of each other session that started in its lane while it was queued. */
  readonly passedBy: Map<number, number>;
  /** Commands of its own session that were queued before it; null if they concern several lanes. */
  readonly ahead: number | null;
}

const command: fc.Arbitrary<Command> = fc.record({
  session: fc.integer({ min: 1, max: 4 }),
  access: fc.constantFrom<LaneAccess>('write', 'write', 'write', 'read', 'read', 'urgent'),
  modules: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...LANES.map((lane) => [lane])) },
    { weight: 2, arbitrary: fc.shuffledSubarray(LANES, { minLength: 2 }) },
  ),
  waits: fc.boolean(),
  dropped: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  oneByOne: fc.boolean(),
});

const share = (one: Command, other: Command): boolean =>
  one.modules.some((lane) => other.modules.includes(lane));

/** Runs commands through the lanes in an order of events chosen by fast-check, and checks every start. */
class Model {
  readonly lanes = new LaneScheduler(1000);
  readonly traces: Trace[] = [];

  async run(scheduler: fc.Scheduler, commands: readonly Command[]): Promise<void> {
    const previous = new Map<number, Promise<void>>();
    const ends = commands.map((each, index) => {
      const before = each.oneByOne ? previous.get(each.session) : undefined;
      let tell = (): void => undefined;
      previous.set(each.session, new Promise((resolve) => (tell = resolve)));
      return this.#live(scheduler, each, `arrival ${index}`, before, tell);
    });
    await scheduler.waitIdle();
    expect(this.traces.filter(({ state }) => state !== 'finished' && state !== 'dropped')).toEqual([]);
    await Promise.all(ends);
    expect([...this.lanes.queued().values()].every((queued) => queued === 0)).toBe(true);
  }

  async #live(
    scheduler: fc.Scheduler,
    each: Command,
    label: string,
    before: Promise<void> | undefined,
    begun: () => void,
  ): Promise<void> {
    await before;
    await scheduler.schedule(Promise.resolve(), label);
    const own = this.traces.filter(
      (other) => other.state === 'queued' && other.session === each.session && share(other, each),
    );
    const trace: Trace = {
      ...each,
      arrival: this.traces.length,
      state: 'queued',
      passedBy: new Map(),
      ahead: each.modules.length > 1 || own.some(({ modules }) => modules.length > 1) ? null : own.length,
    };
    this.traces.push(trace);
    let begin = (_entry: LaneEntry): void => undefined;
    const beginning = new Promise<LaneEntry>((resolve) => {
      begin = resolve;
    });
    const entry = this.lanes.enter(each.modules, {
      session: each.session,
      access: each.access,
      start: (started) => {
        this.#checkStart(trace);
        trace.state = 'working';
        begin(started);
        begun();
      },
    });
    if (typeof entry === 'string') throw new Error(`${entry} is full`);
    if (each.dropped) {
      await scheduler.schedule(Promise.resolve(), 'drop');
      if (trace.state === 'queued') {
        trace.state = 'dropped';
        this.lanes.leave(entry);
        begun();
        return;
      }
    }
    const started = await beginning;
    await scheduler.schedule(Promise.resolve(), 'work');
    if (each.waits) {
      trace.state = 'waiting';
      this.lanes.waiting(started);
      await scheduler.schedule(Promise.resolve(), 'wait');
      trace.state = 'working';
      this.lanes.working(started);
      await scheduler.schedule(Promise.resolve(), 'work');
    }
    trace.state = 'finished';
    this.lanes.leave(started);
  }

  #checkStart(starting: Trace): void {
    for (const other of this.traces) {
      if (other === starting || !share(other, starting)) continue;
      this.#checkExclusive(starting, other);
      this.#checkOrder(starting, other);
      if (starting.access === 'write' && other.state === 'queued' && other.session !== starting.session)
        other.passedBy.set(starting.session, (other.passedBy.get(starting.session) ?? 0) + 1);
    }
    if (starting.access !== 'write' || starting.ahead === null) return;
    for (const passes of starting.passedBy.values())
      expect(passes, 'in turn between sessions').toBeLessThanOrEqual(starting.ahead + 1);
  }

  #checkExclusive(starting: Trace, other: Trace): void {
    const runs = other.state === 'working' || other.state === 'waiting';
    if (starting.access === 'write') expect(runs, 'a write runs alone').toBe(false);
    if (starting.access === 'read' && other.access !== 'read')
      expect(other.state, 'a read waits for a write that works').not.toBe('working');
    if (starting.access === 'urgent' && other.access === 'write')
      expect(other.state, 'an urgent command waits for a write that works').not.toBe('working');
    if (starting.access !== 'urgent' && other.access === 'urgent')
      expect(other.state, 'an urgent command goes first').not.toBe('queued');
    if (starting.access === 'urgent' && other.access === 'urgent')
      expect(runs, 'urgent commands run one at a time').toBe(false);
  }

  #checkOrder(starting: Trace, other: Trace): void {
    const ordered = starting.access !== 'urgent' && (starting.access === 'write' || other.access === 'write');
    if (!ordered || other.access === 'urgent' || other.session !== starting.session) return;
    if (other.arrival < starting.arrival) expect(other.state, 'in order per session').not.toBe('queued');
  }
}

/** Enters a command and notes its name when it starts. */
function recorder(limit = 100) {
  const lanes = new LaneScheduler(limit);
  const started: string[] = [];
  const enter = (name: string, session: number, access: LaneAccess, ...modules: string[]): LaneEntry => {
    const entry = lanes.enter(modules, { session, access, start: () => started.push(name) });
    if (typeof entry === 'string') throw new Error(`${entry} is full`);
    return entry;
  };
  return { lanes, started, enter };
}

describe('lanes', () => {
  it('never deadlock, keep the order per connection, take turns and never run two writes in one lane', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(command, { maxLength: 24 }), (scheduler, commands) =>
        new Model().run(scheduler, commands),
      ),
      { numRuns: 1500 },
    );
  });

  it('take turns in one crowded lane, between connections that queue and connections that send one by one', async () => {
    const write = command.map((each): Command => ({ ...each, access: 'write', modules: ['pid0'] }));
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(write, { minLength: 20, maxLength: 50 }),
        (scheduler, commands) => new Model().run(scheduler, commands),
      ),
      { numRuns: 300 },
    );
  });

  it('"in turn between connections": a session with one command waits for one command of each other session', () => {
    const { lanes, started, enter } = recorder();
    const running = enter('a0', 1, 'write', 'pid0');
    for (let index = 1; index < 50; index++) enter(`a${index}`, 1, 'write', 'pid0');
    for (let index = 0; index < 50; index++) enter(`b${index}`, 2, 'write', 'pid0');
    const slow = enter('slow', 3, 'write', 'pid0');
    let present = running;
    while (slow.phase === 'queued') {
      lanes.leave(present);
      present = [...(slow.lanes[0]?.running ?? [])][0] ?? present;
    }
    expect(started).toEqual(['a0', 'a1', 'b0', 'slow']);
  });

  it('"in turn between connections": who sends one by one does not overtake a queue for ever', () => {
    const { lanes, started, enter } = recorder();
    const first = enter('a0', 1, 'write', 'pid0');
    const last = ['a1', 'a2', 'a3'].map((name) => enter(name, 1, 'write', 'pid0')).at(-1) ?? first;
    let single = enter('b', 2, 'write', 'pid0');
    while (last.phase === 'queued') {
      if (single.phase !== 'queued') single = enter('b', 2, 'write', 'pid0');
      for (const running of [...(last.lanes[0]?.running ?? [])]) lanes.leave(running);
    }
    expect(started).toEqual(['a0', 'a1', 'b', 'a2', 'b', 'a3']);
  });

  it('"A read keeps its place after the same connection\'s writes but never waits for a scope\'s trigger"', () => {
    const { lanes, started, enter } = recorder();
    const acquire = enter('acquire', 1, 'write', 'scope');
    enter('setup', 1, 'write', 'scope');
    enter('other setup', 2, 'write', 'scope');
    enter('other get', 3, 'read', 'scope');
    enter('own get', 1, 'read', 'scope');
    expect(started).toEqual(['acquire']);
    lanes.waiting(acquire);
    expect(started).toEqual(['acquire', 'other get']);
  });

  it('lets a stream of reads keep no write out', () => {
    const { lanes, started, enter } = recorder();
    const first = enter('read 1', 1, 'read', 'pid0');
    const second = enter('read 2', 2, 'read', 'pid0');
    enter('write', 3, 'write', 'pid0');
    enter('read 3', 1, 'read', 'pid0');
    lanes.leave(first);
    lanes.leave(second);
    expect(started).toEqual(['read 1', 'read 2', 'write']);
  });

  it('lets a stream of writes keep no read of several lanes out', () => {
    const { lanes, started, enter } = recorder();
    const pid = enter('pid 1', 1, 'write', 'pid0');
    const asg = enter('asg 1', 1, 'write', 'asg0');
    enter('pid 2', 1, 'write', 'pid0');
    enter('asg 2', 1, 'write', 'asg0');
    enter('state', 2, 'read', 'pid0', 'asg0');
    lanes.leave(pid);
    expect(started).toEqual(['pid 1', 'asg 1']);
    lanes.leave(asg);
    expect(started).toEqual(['pid 1', 'asg 1', 'state']);
  });

  it('"outputs_off goes to the head of its lanes" and passes a command that waits, not one that works', () => {
    const { lanes, started, enter } = recorder();
    const acquire = enter('acquire', 1, 'write', 'iq0');
    const setup = enter('setup', 1, 'write', 'asg0');
    enter('queued', 1, 'write', 'asg0');
    const off = enter('off', 2, 'urgent', 'iq0', 'asg0');
    enter('get', 3, 'read', 'asg0');
    lanes.waiting(acquire);
    expect(started).toEqual(['acquire', 'setup']);
    lanes.leave(setup);
    expect(started).toEqual(['acquire', 'setup', 'off']);
    lanes.leave(off);
    expect(started).toEqual(['acquire', 'setup', 'off', 'get']);
  });

  it('"enters all their lanes in one step and starts when it heads them all"', () => {
    const { lanes, started, enter } = recorder();
    const pid = enter('pid', 1, 'write', 'pid0');
    const asg = enter('asg', 1, 'write', 'asg0');
    enter('both', 2, 'write', 'pid0', 'asg0');
    enter('later pid', 1, 'write', 'pid0');
    lanes.leave(pid);
    expect(started).toEqual(['pid', 'asg']);
    lanes.leave(asg);
    expect(started).toEqual(['pid', 'asg', 'both']);
  });

  it('names the lane that is full, and queues nothing then', () => {
    const { lanes, enter } = recorder(2);
    enter('running', 1, 'write', 'pid0');
    enter('one', 1, 'write', 'pid0');
    enter('two', 1, 'write', 'pid0');
    const refused = lanes.enter(['asg0', 'pid0'], { session: 2, access: 'write', start: () => undefined });
    expect(refused).toBe('pid0');
    expect(lanes.queued()).toEqual(
      new Map([
        ['pid0', 2],
        ['asg0', 0],
      ]),
    );
    enter('panic', 2, 'urgent', 'pid0');
  });
});
