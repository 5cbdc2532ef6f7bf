import { describe, expect, it } from 'vitest';
import type { RunningCommand } from './activity-text.ts';
import { laneCards } from './lane-cards.ts';
import { aStatus } from './testing/status.ts';

const RUNNING: RunningCommand = {
  ...{ number: 7, command: 'scope_acquire', modules: ['scope'], phase: 'waiting', client: 'scan.py' },
  ...{ session: 2, for_s: 1, deadline_s: 4, state: 'armed', position: null },
};

describe('laneCards', () => {
  it('shows every lane, with what has it and how many commands wait', () => {
    const { number, command, client, session, for_s } = RUNNING;
    const cards = laneCards(
      aStatus({
        running: [RUNNING],
        lanes: [
          { module: 'scope', queued: 2, running: { number, command, client, session, for_s, waiting: true } },
        ],
      }),
    );
    expect(cards).toHaveLength(15);
    expect(cards[0]).toEqual({
      ...{ module: 'scope', state: 'waiting', what: 'scope_acquire of scan.py', queued: 2 },
      command: RUNNING,
    });
    expect(cards[1]).toEqual({ module: 'asg0', state: 'idle', what: null, command: null, queued: 0 });
  });

  it('says that the scope streams while no command has it', () => {
    const stream = { viewers: 1, state: 'running', reason: null, traces: 9, traces_per_second: 50 } as const;
    expect(laneCards(aStatus({ stream }))[0]).toMatchObject({
      state: 'streaming',
      what: 'traces for 1 viewer',
    });
    expect(laneCards(aStatus({ stream: { ...stream, state: 'no_trigger' } }))[0]).toMatchObject({
      state: 'idle',
    });
  });

  it('shows a lane that this page does not know', () => {
    const cards = laneCards(aStatus({ lanes: [{ module: 'iq3', queued: 1, running: null }] }));
    expect(cards.at(-1)).toMatchObject({ module: 'iq3', queued: 1 });
  });
});
