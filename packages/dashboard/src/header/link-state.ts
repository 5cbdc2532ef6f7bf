import type { WorkerState } from '@pyrpl-mux/client';
import type { Phase } from '../worker-link/phase.ts';

/** How the connection is, for a small sign: a word, a mark that differs in shape, and a tone. */
export interface LinkState {
  readonly word: string;
  readonly mark: string;
  readonly tone: 'good' | 'warn' | 'bad';
}

const WORKER: Readonly<Record<WorkerState, LinkState>> = {
  ready: { word: 'live', mark: '●', tone: 'good' },
  starting: { word: 'worker starting', mark: '◐', tone: 'warn' },
  board_lost: { word: 'board lost', mark: '▲', tone: 'bad' },
  stopping: { word: 'worker stopping', mark: '■', tone: 'warn' },
};

/** The sign for a phase of the link, and what the worker says of itself. */
export function linkState(phase: Phase, worker: { readonly state: WorkerState } | null): LinkState {
  switch (phase.kind) {
    case 'connecting':
      return { word: 'connecting', mark: '◐', tone: 'warn' };
    case 'lost':
      return { word: 'worker lost', mark: '▲', tone: 'bad' };
    case 'refused':
      return { word: 'not admitted', mark: '■', tone: 'bad' };
    case 'other-board':
      return { word: 'another board', mark: '■', tone: 'bad' };
    case 'ready':
      return WORKER[worker?.state ?? 'starting'];
  }
}
