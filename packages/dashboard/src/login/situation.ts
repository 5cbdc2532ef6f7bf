import type { WorkerState } from '@pyrpl-mux/client';
import type { Phase } from '../worker-link/phase.ts';

/** What is the matter, and what can be done about it here. */
export interface Situation {
  readonly tone: 'warn' | 'bad';
  readonly sentence: string;
  readonly next: 'log-in' | 'reload' | 'wait';
}

/** What a situation is judged by. */
export interface Circumstances {
  readonly phase: Phase;
  readonly worker: { readonly state: WorkerState; readonly reason: string | null } | null;
  readonly pageVersion: string;
  /** Null before the first greeting. */
  readonly workerVersion: string | null;
}

/** The worker's own sentence is for programs: it speaks of headers. */
const NOT_ADMITTED = 'The worker admits this browser with its token only, which is missing or wrong.';
const WAITING = 'What you see is from before; it goes on by itself.';

/** One sentence on what is the matter and the next step; null when all is well. */
export function situationOf({ phase, worker, pageVersion, workerVersion }: Circumstances): Situation | null {
  switch (phase.kind) {
    case 'connecting':
      return { tone: 'warn', sentence: 'Connecting to the worker.', next: 'wait' };
    case 'refused':
      return phase.code === 'unauthorized'
        ? { tone: 'bad', sentence: NOT_ADMITTED, next: 'log-in' }
        : { tone: 'bad', sentence: phase.sentence, next: 'reload' };
    case 'other-board':
      return {
        tone: 'bad',
        sentence:
          `The worker here has the board ${phase.present} now, and this page is of ${phase.shown}. ` +
          'Nothing is sent to it from this page; save the commands as code before you reload, if you need them.',
        next: 'reload',
      };
    case 'lost':
      return {
        tone: 'bad',
        sentence: `${phase.sentence} ${WAITING} If it stays away, start it: pyrpl-mux serve.`,
        next: 'wait',
      };
    case 'ready':
      if (workerVersion !== null && workerVersion !== pageVersion)
        return {
          tone: 'warn',
          sentence: `The worker is version ${workerVersion} now, and this page is of ${pageVersion}.`,
          next: 'reload',
        };
      if (worker === null || worker.state === 'ready') return null;
      return {
        tone: worker.state === 'board_lost' ? 'bad' : 'warn',
        sentence: `${worker.reason ?? STATES[worker.state]} ${WAITING}`,
        next: 'wait',
      };
  }
}

const STATES: Readonly<Record<Exclude<WorkerState, 'ready'>, string>> = {
  starting: 'The worker is on its way to the board.',
  board_lost: 'The board does not answer.',
  stopping: 'The worker is stopping.',
};
