import { CommandError } from './errors.ts';
import {
  type Greeting,
  type InputRange,
  type SessionAccess,
  SUBPROTOCOL,
  type WorkerState,
} from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;

const STATES: readonly WorkerState[] = ['starting', 'ready', 'board_lost', 'stopping'];
function refuse(what: string): never {
  throw new CommandError(
    'bad_message',
    `The peer did not greet as a worker of this protocol: ${what}. Check the address and the versions.`,
  );
}

function object(parent: Fields, key: string): Fields {
  const value = parent[key];
  if (typeof value !== 'object' || value === null) return refuse(`${key} is not an object`);
  return { ...value };
}

function text(parent: Fields, key: string): string {
  const value = parent[key];
  return typeof value === 'string' ? value : refuse(`${key} is not a string`);
}

function count(parent: Fields, key: string): number {
  const value = parent[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(`${key} is not a count`);
}

function inputRange(parent: Fields, key: string): InputRange {
  const value = parent[key];
  return value === 'LV' || value === 'HV' ? value : refuse(`the range of ${key} is neither LV nor HV`);
}

function access(parent: Fields): SessionAccess {
  // A worker that knows no sessions that only look does not tell.
  const { access: given = 'operate' } = parent;
  return given === 'operate' || given === 'view' ? given : refuse('access is neither operate nor view');
}

/** Reads `state` and `reason`, of a greeting or of a state event; undefined if they are not that. */
export function parseWorkerState(
  data: unknown,
): { readonly state: WorkerState; readonly reason: string | null } | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { state: given, reason }: { state?: unknown; reason?: unknown } = data;
  const state = STATES.find((known) => known === given);
  return state === undefined ? undefined : { state, reason: typeof reason === 'string' ? reason : null };
}

/**
 * Reads the data of the first frame on a connection. Unknown keys are ignored.
 *
 * @throws CommandError `bad_message` if the peer is not a worker, or speaks another version
 */
export function parseGreeting(data: unknown): Greeting {
  const greeting = object({ data }, 'data');
  const protocol = text(greeting, 'protocol');
  if (protocol !== SUBPROTOCOL) refuse(`it speaks ${protocol.slice(0, 64)}, this client ${SUBPROTOCOL}`);
  const worker = object(greeting, 'worker');
  const board = object(greeting, 'board');
  const range = object(board, 'input_range');
  const limits = object(greeting, 'limits');
  const backend = text(greeting, 'backend');
  return {
    protocol,
    worker: { version: text(worker, 'version'), pid: count(worker, 'pid'), started: text(worker, 'started') },
    board: {
      key: text(board, 'key'),
      input_range: { in1: inputRange(range, 'in1'), in2: inputRange(range, 'in2') },
    },
    backend:
      backend === 'board' || backend === 'pyrpl' ? backend : refuse('backend is neither board nor pyrpl'),
    ...(parseWorkerState(greeting) ?? refuse('state is none of the states of a worker')),
    session: count(greeting, 'session'),
    access: access(greeting),
    limits: {
      in_flight: count(limits, 'in_flight'),
      lane_queue: count(limits, 'lane_queue'),
      frame_bytes: count(limits, 'frame_bytes'),
      unsent_bytes: count(limits, 'unsent_bytes'),
      subscriptions: count(limits, 'subscriptions'),
      sessions: count(limits, 'sessions'),
    },
  };
}
