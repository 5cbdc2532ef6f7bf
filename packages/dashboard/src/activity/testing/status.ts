import type { WorkerStatus } from '../worker-status.ts';

/** The status of a worker that does nothing, but for what is given. */
export function aStatus(more: Partial<WorkerStatus> = {}): WorkerStatus {
  const restarts = { count: 0, last: null };
  return {
    worker: {
      version: '0.1.0',
      pid: 1,
      started: '2026-11-22T15:00:00.000Z',
      state: 'ready',
      reason: null,
      restarts,
    },
    board: { key: 'sim:test', input_range: { in1: 'LV', in2: 'LV' } },
    backend: { kind: 'board' },
    link: { state: 'connected', made: 1, ends: {}, round_trip_ms: null },
    running: [],
    running_left_out: 0,
    lanes: [],
    stream: { viewers: 0, state: 'idle', reason: null, traces: 0, traces_per_second: 0 },
    clients: [],
    commands: {},
    counters: {},
    ...more,
  };
}
