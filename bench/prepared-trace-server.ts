import type { Backend } from '../packages/worker/src/backend/backend.ts';
import { createLog } from '../packages/worker/src/observe/log.ts';
import { listenForClients } from '../packages/worker/src/sessions/listen.ts';

/**
 * The worker without its board: `scope_acquire` is answered at once with two channels of 16384 samples that are ready,
 * so that what remains is the way from the backend to the client.
 */
const SAMPLES = 16_384;
const channel = (phase: number): Float32Array =>
  Float32Array.from({ length: SAMPLES }, (_, n) => Math.round(4096 * Math.sin(n / 100 + phase)) / 8192);
const trace = { voltage: [channel(0), channel(1)] };

const backend: Backend = {
  kind: 'board',
  state: { state: 'ready' },
  link: { state: 'connected', made: 1, ends: {}, round_trip_ms: null },
  onState: () => () => undefined,
  onChange: () => () => undefined,
  start: () => undefined,
  execute: () => Promise.resolve(trace),
  streamTrace: () => Promise.resolve(null),
  status: () => ({}),
  stop: () => Promise.resolve(),
};

const token = 'bench';
const listener = await listenForClients({
  backend,
  board: { key: 'sim:prepared', inputRange: { in1: 'LV', in2: 'LV' } },
  listen: '127.0.0.1',
  port: 0,
  token,
  log: createLog('warn'),
  version: '0',
  onShutdownRequested: () => undefined,
});
process.stdout.write(`${JSON.stringify({ port: listener.port })}\n`);
