import { spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEASH = fileURLToPath(new URL('leashed_pytest.py', import.meta.url));

/** How long pytest may take to end when its leash is cut [ms]. */
const PATIENCE_MS = 2000;

/**
 * PyRPL's settings of its tests: as shipped, but for what depends on how busy the host is, which has the values of PyRPL's
 * own CI. These are the longest mean time of a register access [s], above which the tests do not begin, and how many such
 * times a point of the network analyser may take.
 */
const PYRPL_SETTINGS = `general:
  curvedb: pyrpl
  loglevel: info
test:
  max_communication_time: 0.5
  reads_per_na_cycle: 7.0
`;

/** One session of pytest. */
export interface SessionPlan {
  readonly python: string;
  /** The folder that holds the package `pyrpl`. */
  readonly packages: string;
  /** What to run: a file, or tests as `file::Class::name`, relative to `packages`. */
  readonly tests: readonly string[];
  /** A folder of its own for PyRPL's settings and all that is written. */
  readonly folder: string;
  /** Where the report and everything that is printed go. */
  readonly report: string;
  readonly log: string;
  /** The board, as PyRPL's environment variables name it. */
  readonly board: { readonly host: string; readonly boardPort: number; readonly sshPort: number };
  /** Ends it at once; the reason is a sentence. */
  readonly end: AbortSignal;
}

/**
 * Runs pytest until it ends by itself or is ended.
 *
 * @returns its exit code, or null if it was ended
 */
export async function runPytest(plan: SessionPlan): Promise<number | null> {
  const { python, packages, tests, folder, report, log, end } = plan;
  end.throwIfAborted();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const userFolder = join(folder, 'pyrpl');
  await mkdir(join(userFolder, 'config'), { recursive: true });
  await writeFile(join(userFolder, 'config', 'global_config.yml'), PYRPL_SETTINGS);
  // An empty file of settings, so that none of a folder above is found.
  const settings = join(folder, 'pytest.ini');
  await writeFile(settings, '[pytest]\n');
  const output = await open(log, 'w');
  const options = [
    '-v',
    '-c',
    settings,
    `--rootdir=${packages}`,
    '-p',
    'no:cacheprovider',
    `--junit-xml=${report}`,
  ];
  const child = spawn(python, [LEASH, ...options, ...tests.map((test) => join(packages, test))], {
    cwd: folder,
    env: environment(plan, userFolder),
    stdio: ['pipe', output.fd, output.fd],
  });
  // Writing to a process that has ended fails; its end is told by "exit".
  child.stdin?.on('error', () => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('exit', (code) => resolve(code));
  let last: NodeJS.Timeout | undefined;
  const cut = (): void => {
    child.stdin?.destroy();
    last = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  };
  end.addEventListener('abort', cut, { once: true });
  try {
    const code = await promise;
    return end.aborted ? null : code;
  } finally {
    clearTimeout(last);
    end.removeEventListener('abort', cut);
    await output.close();
  }
}

function environment({ folder, board }: SessionPlan, userFolder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(REDPITAYA_|PYRPL_|PYTEST_|PYTHON)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    REDPITAYA_HOSTNAME: board.host,
    REDPITAYA_SSHPORT: String(board.sshPort),
    REDPITAYA_PORT: String(board.boardPort),
    REDPITAYA_USER: 'root',
    REDPITAYA_PASSWORD: 'root',
    PYRPL_USER_DIR: userFolder,
    QT_QPA_PLATFORM: 'offscreen',
    XDG_RUNTIME_DIR: folder,
    MPLBACKEND: 'agg',
    MPLCONFIGDIR: join(folder, 'matplotlib'),
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
  };
}
