import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneAccess, LaneEntry, Occupancy } from './lane.ts';
import { LaneScheduler } from './lanes.ts';

const LANES = ['scope', 'asg0', 'pid0'];

interface Command {
  readonly session: number;
  readonly access: LaneAccess;
  readonly modules: readonly string[];
  readonly waits: boolean;
}

const command: fc.Arbitrary<Command> = fc.record({
  session: fc.integer({ min: 1, max: 3 }),
  access: fc.constantFrom<LaneAccess>('write', 'write', 'read', 'urgent'),
  modules: fc.subarray(LANES, { minLength: 1 }),
  waits: fc.boolean(),
});

interface Running extends Command {
  state: 'queued' | 'working' | 'waiting' | 'finished';
}

/** Commands and the occupant of the lane `scope`, whose every start and interruption is checked. */
class Model {
  readonly lanes = new LaneScheduler(1000);
  readonly commands: Running[] = [];
  occupancy: Occupancy | null = null;
  interruptions = 0;

  async run(scheduler: fc.Scheduler, commands: readonly Command[]): Promise<void> {
    const ends = commands.map((each) => this.#live(scheduler, each));
    const occupying = this.#occupy(scheduler, 5);
    await scheduler.waitIdle();
    expect(this.commands.every(({ state }) => state === 'finished')).toBe(true);
    await Promise.all([...ends, occupying]);
  }

  /** Takes the lane again and again; when it is interrupted it leaves a little later. */
  async #occupy(scheduler: fc.Scheduler, times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await scheduler.schedule(Promise.resolve(), 'occupy');
      const begun = Promise.withResolvers<Occupancy>();
      this.lanes.occupy('scope', {
        start: (occupancy) => {
          this.#checkFree();
          this.occupancy = occupancy;
          begun.resolve(occupancy);
        },
        interrupt: () => {
          expect(this.#wanting().length, 'somebody wants the lane').toBeGreaterThan(0);
          this.interruptions += 1;
        },
      });
      const occupancy = await begun.promise;
      await scheduler.schedule(Promise.resolve(), 'occupied');
      this.occupancy = null;
      this.lanes.vacate(occupancy);
    }
  }

  /** Commands in the lane that may not run beside the occupant. */
  #wanting(): Running[] {
    return this.commands.filter(
      ({ state, access, modules }) => state !== 'finished' && access !== 'read' && modules.includes('scope'),
    );
  }

  #checkFree(): void {
    expect(this.#wanting(), 'an occupant starts in a lane that nobody wants').toEqual([]);
  }

  async #live(scheduler: fc.Scheduler, each: Command): Promise<void> {
    await scheduler.schedule(Promise.resolve(), 'arrival');
    const running: Running = { ...each, state: 'queued' };
    this.commands.push(running);
    const before = this.interruptions;
    const occupied = this.occupancy?.phase === 'running';
    const beginning = Promise.withResolvers<LaneEntry>();
    const { session, access, modules } = each;
    const entered = this.lanes.enter(modules, {
      session,
      access,
      start: (entry) => {
        if (access !== 'read' && modules.includes('scope'))
          expect(this.occupancy, 'no command that writes runs beside the occupant').toBeNull();
        running.state = 'working';
        beginning.resolve(entry);
      },
    });
    if (typeof entered === 'string') throw new Error(`${entered} is full`);
    if (occupied && access !== 'read' && modules.includes('scope'))
      expect(this.interruptions, 'it is interrupted at once').toBe(before + 1);
    const entry = await beginning.promise;
    await scheduler.schedule(Promise.resolve(), 'work');
    if (each.waits) {
      running.state = 'waiting';
      this.lanes.waiting(entry);
      await scheduler.schedule(Promise.resolve(), 'wait');
      this.lanes.working(entry);
    }
    running.state = 'finished';
    this.lanes.leave(entry);
  }
}

describe('the occupant of a lane', () => {
  it('runs only while no command wants the lane, is interrupted by the first that does, and never deadlocks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(command, { maxLength: 16 }), (scheduler, commands) =>
        new Model().run(scheduler, commands),
      ),
      { numRuns: 1000 },
    );
  });

  it('lets reads pass, and commands of other lanes', () => {
    const lanes = new LaneScheduler(10);
    const told: string[] = [];
    const occupancy = lanes.occupy('scope', {
      start: () => told.push('occupied'),
      interrupt: () => told.push('interrupted'),
    });
    const enter = (name: string, access: LaneAccess, ...modules: string[]): void => {
      lanes.enter(modules, { session: 1, access, start: () => told.push(name) });
    };
    enter('get', 'read', 'scope');
    enter('setpoint', 'write', 'pid0');
    enter('state', 'read', 'scope', 'asg0');
    expect(told).toEqual(['occupied', 'get', 'setpoint', 'state']);
    enter('restore', 'write', 'scope', 'asg0');
    enter('setup', 'write', 'scope');
    expect(told.slice(4)).toEqual(['interrupted']);
    lanes.vacate(occupancy);
    expect(told.slice(5)).toEqual([]);
  });

  it('may give up its place before it starts, and another takes it', () => {
    const lanes = new LaneScheduler(10);
    const started: string[] = [];
    const entry = lanes.enter(['scope'], { session: 1, access: 'write', start: () => undefined });
    if (typeof entry === 'string') throw new Error(`${entry} is full`);
    const occupant = (name: string) => ({ start: () => started.push(name), interrupt: () => undefined });
    const first = lanes.occupy('scope', occupant('first'));
    expect(() => lanes.occupy('scope', occupant('second'))).toThrow('has an occupant already');
    lanes.vacate(first);
    lanes.occupy('scope', occupant('second'));
    expect(started).toEqual([]);
    lanes.leave(entry);
    expect(started).toEqual(['second']);
  });
});
