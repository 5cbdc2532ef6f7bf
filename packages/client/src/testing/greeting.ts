/** How a worker on a simulated board greets (PROTOCOL.md, section 3). */
export const greeting = {
  protocol: 'pyrpl-mux.v1',
  worker: { version: '0.1.0', pid: 4711, started: '2026-11-22T15:00:00.000Z' },
  board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'LV' } },
  backend: 'board',
  state: 'ready',
  reason: null,
  session: 1,
  access: 'operate',
  limits: {
    in_flight: 256,
    lane_queue: 1024,
    frame_bytes: 8_388_608,
    unsent_bytes: 33_554_432,
    subscriptions: 32,
    sessions: 256,
  },
};
