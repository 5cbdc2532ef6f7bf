import { CommandError } from '@pyrpl-mux/client';
import { z } from 'zod';
import { DEFAULT_SIMULATED_NAME, hostBoardKey, MOCK_BOARD_KEY, simulatedBoardKey } from './board-key.ts';

const inputRange = z.enum(['LV', 'HV']);

const workerConfig = z
  .strictObject({
    hostname: z.string().min(1).optional(),
    port: z.int().min(1).max(65_535).optional(),
    simulate: z.union([z.boolean(), z.string().min(1)]).optional(),
    mock_mode: z.boolean().optional(),
    config_name: z.string().optional(),
    backend: z.enum(['board', 'pyrpl']).optional(),
    python: z.string().min(1).optional(),
    pyrplMock: z.boolean().optional(),
    user: z.string().min(1).optional(),
    password: z.string().optional(),
    key: z.string().min(1).optional(),
    sshPort: z.int().min(1).max(65_535).optional(),
    wiring: z.string().optional(),
    seed: z.int().min(0).max(0xffff_ffff).optional(),
    noise: z.number().min(0).max(1).optional(),
    faults: z.array(z.string()).optional(),
    inputRange: z.strictObject({ in1: inputRange.optional(), in2: inputRange.optional() }).optional(),
    listenPort: z.int().min(0).max(65_535).optional(),
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).optional(),
    program: z.string().min(1).optional(),
    startTimeout: z.number().positive().max(3600).optional(),
    client: z.string().min(1).max(200).optional(),
  })
  .readonly();

/**
 * Which board a worker shall own, and how it is started if none does. An unknown key is an error.
 *
 * - `hostname`, `port`: a real board and the port of its register server (2222).
 * - `simulate`: a simulated board, by name or `true` for `default`; `mock_mode: true` means the same.
 * - `wiring`, `seed`, `noise` (V rms), `faults`: what a simulated board is made with.
 * - `backend`: `board` (default), the driver of this project, or `pyrpl`, PyRPL itself; `python` names one that has PyRPL,
 *   where it is not that of `pyrpl-mux install-pyrpl`.
 * - `pyrplMock`: PyRPL's own dummy instead of a board.
 * - `user`, `password` or `key` (path of a private key), `sshPort` (22): a login to a real board. The worker gets the
 *   password in a variable of its environment, so that it stands on no command line; where none is given here, that of
 *   this program, `PYRPL_MUX_BOARD_PASSWORD`, counts.
 * - `config_name`: PyRPL's own configuration, which the backend `board` does not have; it changes nothing.
 * - `inputRange`: position of the input jumpers, `{in1: 'HV'}`; LV where not given.
 * - `listenPort`: port for clients; any free one where not given, for the connection file tells it.
 * - `logLevel`: of the log beside the connection file.
 * - `program`: path of `pyrpl-mux.js`, where it is not found by itself.
 * - `startTimeout`: longest wait for the worker and its board, in seconds (30).
 * - `client`: name of this program, shown to others.
 */
export type WorkerConfig = z.input<typeof workerConfig>;

type Given = z.output<typeof workerConfig>;

/** What is for a login. */
const LOGIN = ['user', 'password', 'key', 'sshPort'] as const;

/** Variable in which a worker finds the password of its board. */
const PASSWORD_VARIABLE = 'PYRPL_MUX_BOARD_PASSWORD';

/** A configuration whose board is known. */
export type ResolvedConfig = Given & {
  /** Key of the board (PROTOCOL.md, section 2). */
  readonly board: string;
  /** Name of the simulated board; undefined for a real one. */
  readonly simulated: string | undefined;
};

/**
 * Checks a configuration and names its board.
 *
 * @throws CommandError `invalid_params` with a sentence
 */
export function resolveConfig(config: WorkerConfig): ResolvedConfig {
  const parsed = workerConfig.safeParse(config);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  const given = parsed.data;
  const simulate = given.simulate ?? given.mock_mode ?? false;
  checkLogin(given, simulate !== false);
  const alien = (['wiring', 'seed', 'noise', 'faults'] as const).filter((key) => given[key] !== undefined);
  if (simulate === false && alien.length > 0)
    throw invalid(`${alien.join(', ')} can be set for a simulated board only.`);
  if (given.pyrplMock === true) return resolveMock(given, simulate !== false);
  if (simulate !== false) {
    if (given.port !== undefined)
      throw invalid('port belongs to a real board, but a simulated one is asked for.');
    const name = simulate === true ? DEFAULT_SIMULATED_NAME : simulate;
    return { ...given, simulated: name, board: simulatedBoardKey(name) };
  }
  if (given.hostname === undefined)
    throw invalid('Neither hostname nor simulate is given, so no board is named.');
  return { ...given, simulated: undefined, board: hostBoardKey(given.hostname, given.port) };
}

function resolveMock(given: Given, isSimulated: boolean): ResolvedConfig {
  if (isSimulated || given.hostname !== undefined || given.port !== undefined)
    throw invalid("pyrplMock is PyRPL's dummy, but a board is named as well.");
  if (given.backend === 'board') throw invalid("pyrplMock is PyRPL's dummy, which needs the backend pyrpl.");
  return { ...given, backend: 'pyrpl', simulated: undefined, board: MOCK_BOARD_KEY };
}

function checkLogin(given: Given, isSimulated: boolean): void {
  const [first] = LOGIN.filter((key) => given[key] !== undefined);
  if (first === undefined) return;
  if (isSimulated || given.pyrplMock === true)
    throw invalid(`${first} belongs to a login to a real board, but no real board is asked for.`);
  if (given.backend === 'pyrpl') {
    if (given.key !== undefined) throw invalid('PyRPL logs in with a password, but a key is given.');
    return;
  }
  if (given.user === undefined) throw invalid(`${first} belongs to a login, but user is not given.`);
  if (given.key !== undefined && given.password !== undefined)
    throw invalid('password and key exclude each other.');
}

/** The arguments of `pyrpl-mux` that start a worker for this configuration. */
export function workerArguments(config: ResolvedConfig, linger: number): readonly string[] {
  const { in1 = 'LV', in2 = 'LV' } = config.inputRange ?? {};
  return [
    'worker',
    ...boardArguments(config),
    ...option('--backend', config.backend),
    ...option('--python', config.python),
    ...option('--wiring', config.wiring),
    ...option('--seed', config.seed),
    ...option('--noise', config.noise),
    ...(config.faults ?? []).flatMap((fault) => ['--fault', fault]),
    ...['--port', String(config.listenPort ?? 0)],
    ...['--input-range', `in1=${in1},in2=${in2}`],
    ...['--log-level', config.logLevel ?? 'info'],
    ...['--linger', String(linger)],
  ];
}

/** The environment of such a worker, beside that of this program. */
export function workerEnvironment({ password }: ResolvedConfig): Readonly<Record<string, string>> {
  return password === undefined ? {} : { [PASSWORD_VARIABLE]: password };
}

function boardArguments({
  simulated,
  pyrplMock,
  hostname = '',
  ...config
}: ResolvedConfig): readonly string[] {
  if (simulated !== undefined) return ['--simulate', simulated];
  if (pyrplMock === true) return ['--pyrpl-mock'];
  return [
    ...['--host', hostname],
    ...option('--board-port', config.port),
    ...option('--user', config.user),
    ...option('--key', config.key),
    ...option('--ssh-port', config.sshPort),
  ];
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}

function invalid(sentence: string): CommandError {
  return new CommandError(
    'invalid_params',
    `The worker's configuration can't be used. ${sentence} Nothing was started.`,
  );
}
