/**
 * A program that speaks as a Python child does, and misbehaves on request: for tests of what hosts a child. The first
 * argument is the script, a JSON object with a behaviour per call and for the start.
 */
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { MessageReader, packMessage } from '../frame-stream.ts';

const behaviour = z.object({
  /** How it starts: `ready` by default. */
  start: z.enum(['ready', 'never', 'failed', 'final', 'garbage', 'exit']).default('ready'),
  /** Heartbeats end at once. */
  mute: z.boolean().default(false),
  /** What becomes of each call; one that is not named is answered from `results`. */
  calls: z
    .record(
      z.string(),
      z.enum([
        ...(['wait', 'hang', 'die', 'garbage', 'nonsense', 'silence', 'invalid', 'unknown_message'] as const),
        'link_lost',
      ]),
    )
    .default({}),
  results: z.record(z.string(), z.unknown()).default({}),
});

/** What a scripted child does. */
export type Behaviour = z.input<typeof behaviour>;

const script = behaviour.parse(JSON.parse(process.argv[2] ?? '{}'));
const reader = new MessageReader();
const say = (message: object): void => void writeSync(1, packMessage(message));
const waiting: number[] = [];
let running: object | null = null;
let seq = 0;

function beat(): void {
  seq += 1;
  say({ heartbeat: { seq, running } });
}

function start(): void {
  if (!script.mute && script.start !== 'exit') setInterval(beat, 20);
  switch (script.start) {
    case 'ready':
      say({ ready: { pyrpl: '0.9.9.1', python: '3.11.7', image_loaded: false } });
      break;
    case 'failed':
      say({ failed: { code: 'login', message: 'Nobody lets it in.', tries: 3 } });
      break;
    case 'final':
      say({ failed: { code: 'fpga_image', message: 'The board has another image.', tries: 1 } });
      break;
    case 'garbage':
      process.stdout.write('Hello, this is a banner.\n');
      break;
    case 'exit':
      process.stderr.write('ModuleNotFoundError: no module\n');
      process.exitCode = 1;
      process.stdin.destroy();
      break;
    case 'never':
      break;
  }
}

function answer(call: string, id: number): void {
  switch (script.calls[call]) {
    case 'wait':
      waiting.push(id);
      say({ id, waiting: { kind: 'armed', source: 'ch1_positive_edge', edgeOf: 'in1', threshold: 0.5 } });
      break;
    case 'hang':
      running = { call: `${call}: register`, id, since: 60 };
      break;
    case 'die':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'garbage':
      process.stdout.write('printed where only messages go\n');
      break;
    case 'unknown_message':
      say({ id, surprise: true });
      break;
    case 'nonsense':
      say({ id, result: { nothing: 'of the kind' } });
      break;
    case 'invalid':
      say({
        id,
        error: {
          ...{ code: 'invalid', message: 'p = 9 is impossible.', effect: 'none' },
          ...{ parameter: 'p', value: 9, range: 'at most 8', unit: '1' },
        },
      });
      break;
    case 'link_lost': {
      const pending = [{ id, effect: 'unknown' }, ...waiting.map((each) => ({ id: each, effect: 'done' }))];
      say({ failed: { code: 'link_lost', message: 'The link to the board failed.', tries: 1, pending } });
      break;
    }
    case 'silence':
      break;
    case undefined:
      say({ id, result: script.results[call] ?? null });
      break;
  }
}

const request = z.union([
  z.object({ call: z.string(), id: z.int() }),
  z.object({ cancel: z.int() }),
  z.object({ password: z.string() }),
]);

process.stdin.on('data', (piece: Buffer) => {
  for (const message of reader.push(piece)) {
    const asked = request.parse(message);
    if ('call' in asked) answer(asked.call, asked.id);
    if ('cancel' in asked) {
      const wait = { kind: 'armed', source: 'ch1_positive_edge', edgeOf: 'in1', threshold: 0.5 };
      const error = { code: 'aborted', message: 'Stopped.', effect: 'done', state: wait, waited: 1 };
      say({ id: asked.cancel, error: { ...error, consequence: 'The scope was disarmed.' } });
    }
  }
});
process.stdin.on('end', () => process.exit(0));
start();
