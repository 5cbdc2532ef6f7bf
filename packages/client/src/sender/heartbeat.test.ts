import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { Heartbeat } from './heartbeat.ts';

function beat(): { clock: ManualClock; heartbeat: Heartbeat; told: string[] } {
  const clock = new ManualClock();
  const told: string[] = [];
  const heartbeat = new Heartbeat({
    clock,
    onSilence: () => told.push(`silence at ${clock.now() / 1000}`),
    onDeath: () => told.push(`death at ${clock.now() / 1000}`),
  });
  return { clock, heartbeat, told };
}

describe('a heartbeat', () => {
  it('asks after 2 s of silence and gives up after 6 s', () => {
    const { clock, told } = beat();
    clock.advance(60_000);
    expect(told).toEqual(['silence at 2', 'silence at 4', 'death at 6']);
    expect(clock.armed).toBe(0);
  });

  it('finds death 6 s after the last word, whenever that was', () => {
    const { clock, heartbeat, told } = beat();
    clock.advance(1500);
    heartbeat.heard();
    clock.advance(60_000);
    expect(told.at(-1)).toBe('death at 7.5');
  });

  it('says nothing while the peer talks', () => {
    const { clock, heartbeat, told } = beat();
    for (let second = 0; second < 20; second += 1) {
      clock.advance(1000);
      heartbeat.heard();
    }
    expect(told).toEqual([]);
    heartbeat.stop();
    expect(clock.armed).toBe(0);
  });

  it('takes no silence for death that this process slept through', () => {
    const { clock, heartbeat, told } = beat();
    clock.sleep(3_600_000);
    clock.advance(0);
    expect(told).toEqual(['silence at 3600']);
    heartbeat.heard();
    clock.advance(1000);
    expect(told).toEqual(['silence at 3600']);
    clock.advance(6000);
    expect(told.at(-1)).toBe('death at 3606');
  });
});
