import { CommandError, type ConnectionFile } from '@pyrpl-mux/client';
import { type ConnectionFileEntry, listConnectionFiles, runtimeFolder } from './connection-file.ts';
import { type Probe, probeWorker } from './probe.ts';

/** Where a worker listens and the secret it asks for. */
export interface WorkerAddress {
  readonly url: string;
  readonly token: string;
  /** Process id of a worker on this computer; undefined for one that was named by its address. */
  readonly pid?: number;
}

/** What is known about the worker that is looked for. */
export interface FindWorkerOptions {
  /** Its address; then no connection file is needed, but for the token if that is not given. */
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  /** Key of its board, needed where several workers run. */
  readonly board?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds the worker to talk to: `url` and `token` as given, else `PYRPL_MUX_URL` and `PYRPL_MUX_TOKEN`, else the only
 * live worker among this user's connection files. A stale file (dead process, port of somebody else, refused token) is
 * never trusted.
 *
 * @throws CommandError `worker_lost` with a sentence that tells what was found instead: nothing, several workers, or
 *   one that does not answer
 */
export async function findWorker(options: FindWorkerOptions = {}): Promise<WorkerAddress> {
  const environment = options.environment ?? process.env;
  const elsewhere = options.url ?? (options.board === undefined ? environment['PYRPL_MUX_URL'] : undefined);
  const folder = runtimeFolder(environment);
  const entries = await listConnectionFiles(folder);
  if (elsewhere) {
    const token = options.token ?? (environment['PYRPL_MUX_TOKEN'] || tokenOf(elsewhere, entries));
    if (token !== undefined) return { url: elsewhere, token };
    throw notFound(`The token of the worker at ${elsewhere} is not known. Give it, or set PYRPL_MUX_TOKEN.`);
  }
  const candidates = entries.filter(
    (entry) => 'problem' in entry || options.board === undefined || entry.file.board === options.board,
  );
  return chooseLive(await Promise.all(candidates.map(judge)), folder, options.board);
}

/** Every live worker among this user's connection files. */
export async function findWorkers(folder: string = runtimeFolder()): Promise<readonly ConnectionFile[]> {
  return liveOf(await Promise.all((await listConnectionFiles(folder)).map(judge)));
}

/** Finds the live worker of one board, undefined if there is none. The environment's address does not count here. */
export async function findWorkerOfBoard(
  board: string,
  folder: string = runtimeFolder(),
): Promise<ConnectionFile | undefined> {
  const entries = await listConnectionFiles(folder);
  const entry = entries.find((candidate) => 'file' in candidate && candidate.file.board === board);
  if (entry === undefined || !('file' in entry)) return undefined;
  const probe = await probeWorker(entry.file);
  if (probe.found === 'silent') {
    throw unusable(entry.file, probe.reason);
  }
  return probe.found === 'live' ? entry.file : undefined;
}

/**
 * Why the worker of a board that another process has taken can't be met, to be asked when that took too long: its
 * connection file is missing, or what it says is not true.
 */
export async function workerOutOfReach(
  board: string,
  folder: string = runtimeFolder(),
): Promise<CommandError> {
  const entries = await listConnectionFiles(folder);
  const own = entries.filter((entry) => 'file' in entry && entry.file.board === board);
  return notFound(
    `Another process has ${board}, but its worker can't be met: ${findings(await Promise.all(own.map(judge)), folder, ` for ${board}`)}. ` +
      'Nothing was started. Try again, or end that process first.',
  );
}

interface Judged {
  readonly entry: ConnectionFileEntry;
  readonly probe: Probe;
}

async function judge(entry: ConnectionFileEntry): Promise<Judged> {
  const probe: Probe =
    'problem' in entry ? { found: 'stale', reason: entry.problem } : await probeWorker(entry.file);
  return { entry, probe };
}

function liveOf(judged: readonly Judged[]): readonly ConnectionFile[] {
  return judged.flatMap(({ entry, probe }) =>
    'file' in entry && probe.found === 'live' ? [entry.file] : [],
  );
}

function chooseLive(judged: readonly Judged[], folder: string, board: string | undefined): WorkerAddress {
  const live = liveOf(judged);
  const [first, ...others] = live;
  if (first === undefined) {
    const whose = board === undefined ? '' : ` for ${board}`;
    for (const { entry, probe } of judged)
      if ('file' in entry && probe.found === 'silent') throw unusable(entry.file, probe.reason);
    throw notFound(
      `No worker is running${whose}: ${findings(judged, folder, whose)}. Start one with "pyrpl-mux serve", ` +
        'or name one with PYRPL_MUX_URL and PYRPL_MUX_TOKEN.',
    );
  }
  if (others.length > 0) {
    const list = live.map((file) => `${file.board} at ${file.url}`).join(', ');
    throw notFound(`${live.length} workers are running: ${list}. Say which board you mean.`);
  }
  return { url: first.url, token: first.token, pid: first.pid };
}

function findings(judged: readonly Judged[], folder: string, whose: string): string {
  if (judged.length === 0) return `there is no connection file${whose} in ${folder}`;
  return judged
    .map(({ entry, probe }) => `${entry.path} is of no use (${'reason' in probe ? probe.reason : ''})`)
    .join('; ');
}

function tokenOf(url: string, entries: readonly ConnectionFileEntry[]): string | undefined {
  for (const entry of entries) if ('file' in entry && entry.file.url === url) return entry.file.token;
  return undefined;
}

function unusable({ board, pid }: ConnectionFile, reason: string): CommandError {
  return notFound(
    `The worker of ${board} (process ${pid}) can't be used: ${reason}. Nothing was done. Wait, or end its process.`,
  );
}

function notFound(sentence: string): CommandError {
  return new CommandError('worker_lost', sentence);
}
