import type { z } from 'zod';
import type { WorkerState } from '../protocol/messages.ts';
import type { asgGet } from './asg.ts';
import type { hkGet } from './board.ts';
import type { iirSetup } from './iir.ts';
import type { iqGet } from './iq.ts';
import type { pidGet } from './pid.ts';
import type { pwmSet } from './pwm.ts';
import type { scopeSetup } from './scope.ts';
import type { trigSetup } from './trig.ts';
import type { NumericArray } from './values.ts';

/** What can be subscribed to. */
export const TOPICS = ['worker', 'board', 'scope_trace'] as const;

/** One of {@link TOPICS}. */
export type Topic = (typeof TOPICS)[number];

/** What the scope's stream of traces is doing. */
export interface ScopeStreamState {
  /** Subscriptions to `scope_trace`. */
  readonly viewers: number;
  /**
   * - `idle`: nobody is subscribed.
   * - `running`: traces are taken.
   * - `waiting`: armed for a while, and no trigger came.
   * - `no_trigger`: the trigger source is off, or nobody has chosen one.
   * - `interrupted`: a command has the scope.
   * - `no_board`: the board is not there.
   * - `failed`: an acquisition failed; it is tried again.
   */
  readonly state: 'idle' | 'running' | 'waiting' | 'no_trigger' | 'interrupted' | 'no_board' | 'failed';
  /** A sentence for people on why no trace comes; null while traces come, or nobody is subscribed. */
  readonly reason: string | null;
}

/** Data of a `worker` event. */
export interface WorkerBrief {
  readonly state: WorkerState;
  readonly reason: string | null;
  readonly sessions: number;
  /** Lanes that run or queue something. */
  readonly lanes: readonly {
    readonly module: string;
    readonly command: string | null;
    readonly waiting: boolean;
    readonly queued: number;
  }[];
  readonly stream: ScopeStreamState;
}

type AsgSettings = z.output<typeof asgGet.result>;
type PidSettings = z.output<typeof pidGet.result>;
type IqSettings = z.output<typeof iqGet.result>;
type PwmSettings = z.output<typeof pwmSet.result>;

/** Settings of every module that has any, as `board` events and `state_get` tell them. */
export interface ModuleSettings {
  readonly hk: z.output<typeof hkGet.result>;
  readonly scope: z.output<typeof scopeSetup.result>;
  readonly asg0: AsgSettings;
  readonly asg1: AsgSettings;
  readonly pid0: PidSettings;
  readonly pid1: PidSettings;
  readonly pid2: PidSettings;
  readonly iq0: IqSettings;
  readonly iq1: IqSettings;
  readonly iq2: IqSettings;
  readonly iir: z.output<typeof iirSetup.result>;
  readonly trig: z.output<typeof trigSetup.result>;
  readonly pwm0: PwmSettings;
  readonly pwm1: PwmSettings;
}

/** Data of a `board` event. */
export interface BoardChange {
  /** Settings of the modules that changed, as read back; of all modules in a snapshot. */
  readonly modules: Readonly<Partial<ModuleSettings>>;
  /** Who changed them; null for a snapshot, and for what a read has found changed. */
  readonly by: {
    readonly session: number;
    readonly client: string | null;
    readonly command: string;
    readonly number: number;
  } | null;
}

/** Data of a `scope_trace` event. */
export interface ScopeTrace {
  /** Both channels [V]: 16384 samples each, or with `max_points` minimum and maximum of each group of samples. */
  readonly voltage: readonly [NumericArray, NumericArray];
  /** Time of the first value, seen from the trigger [s]. */
  readonly time_start: number;
  /** Time between values [s]. */
  readonly time_step: number;
  /** Board time of the trigger: its cycle counter at 125 MHz, as seconds. */
  readonly trigger_time: number;
  /** The scope's settings with which this trace was taken. */
  readonly settings: z.output<typeof scopeSetup.result>;
}

/** Data of the events, by topic. */
export interface TopicData {
  readonly worker: WorkerBrief;
  readonly board: BoardChange;
  readonly scope_trace: ScopeTrace;
}

/** What a subscriber may ask for beside the topic, by topic. */
export interface TopicParams {
  readonly worker: Record<never, never>;
  readonly board: Record<never, never>;
  readonly scope_trace: {
    /** Most events per second, on average. */
    readonly max_rate?: number;
    /** Most values per channel. */
    readonly max_points?: number;
  };
}
