import { whoText } from '../board/who-text.ts';
import type { RunningCommand } from './activity-text.ts';
import type { WorkerStatus } from './worker-status.ts';

/** Every lane, in the order in which people look for them. */
const ORDER = [
  'scope',
  'asg0',
  'asg1',
  'pid0',
  'pid1',
  'pid2',
  'iq0',
  'iq1',
  'iq2',
  'iir',
  'trig',
  'sampler',
  'pwm0',
  'pwm1',
  'hk',
] as const;

/** What one lane does. */
export interface LaneCard {
  readonly module: string;
  readonly state: 'idle' | 'running' | 'waiting' | 'streaming';
  /** What runs, and whose it is; null while nothing does. */
  readonly what: string | null;
  /** The command that has the lane; null while none has, or it is not listed. */
  readonly command: RunningCommand | null;
  readonly queued: number;
}

/** What every lane does, also those that were never used. */
export function laneCards({ lanes, running, stream }: WorkerStatus): readonly LaneCard[] {
  const byModule = new Map(lanes.map((lane) => [lane.module, lane]));
  const others = lanes
    .map(({ module }) => module)
    .filter((module) => !ORDER.some((known) => known === module));
  return [...ORDER, ...others].map((module) => {
    const lane = byModule.get(module);
    const queued = lane?.queued ?? 0;
    const owner = lane?.running ?? null;
    if (owner !== null)
      return {
        module,
        state: owner.waiting ? 'waiting' : 'running',
        what: `${owner.command} of ${whoText(owner.session, owner.client)}`,
        command: running.find(({ number }) => number === owner.number) ?? null,
        queued,
      };
    const streams = module === 'scope' && (stream.state === 'running' || stream.state === 'waiting');
    const viewers = stream.viewers === 1 ? '1 viewer' : `${stream.viewers} viewers`;
    return {
      module,
      state: streams ? 'streaming' : 'idle',
      what: streams ? `traces for ${viewers}` : null,
      command: null,
      queued,
    };
  });
}
