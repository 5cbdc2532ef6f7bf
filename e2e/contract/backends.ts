import { type Client, connect } from '@pyrpl-mux/client';
import { lockedPython } from '../../scripts/python-environment.ts';
import { type ReadyLine, type Running, startWorker, temporaryFolder } from '../rig/program.ts';
import { untilReady } from '../rig/until-ready.ts';

/** A way to reach a board, as `serve` is told. */
export interface BackendUnderTest {
  readonly name: string;
  readonly flags: readonly string[];
  /** Whether PyRPL carries out the commands. */
  readonly isPyrpl: boolean;
  /** Commands, or single settings of one as `command.setting`, that it refuses, with the reason why. */
  readonly lacks: ReadonlyMap<string, string>;
  /** Settings, as `command.setting`, whose value is another one before anybody has set them, with the reason why. */
  readonly unset: ReadonlyMap<string, string>;
  /**
   * Whether there is a signal path: what a generator makes is seen by the scope, and a trigger that is not there never
   * comes.
   */
  readonly hasSignals: boolean;
}

const CONSTANTS = "PyRPL's dummy has other constants of the filters than a board";
const RESET_VALUES = "every register of PyRPL's dummy holds 1 before it is written";
const DEMODULATION = "PyRPL's dummy demodulates nothing";

/** What PyRPL's dummy, a memory without a board behind it, refuses. */
const DUMMY_LACKS: ReadonlyMap<string, string> = new Map([
  ['pid_configure.input_filter', CONSTANTS],
  ['iq_setup.bandwidth', CONSTANTS],
  ['iq_setup.acbandwidth', CONSTANTS],
  ['iq_get_quadratures', DEMODULATION],
  ['iq_get_measurement', DEMODULATION],
]);

const DUMMY_UNSET: ReadonlyMap<string, string> = new Map([
  ['asg_setup.output_direct', RESET_VALUES],
  ['pid_configure.output_direct', RESET_VALUES],
  ['iir_setup.output_direct', RESET_VALUES],
  ['hk_get.digital_loop', RESET_VALUES],
  ['iq_get.frequency', RESET_VALUES],
  ['iq_get.quadrature_factor', RESET_VALUES],
]);

/** Every backend that shall look the same to a client. */
export const BACKENDS: readonly BackendUnderTest[] = [
  {
    name: 'board',
    flags: ['--simulate', 'contract'],
    isPyrpl: false,
    lacks: new Map(),
    unset: new Map(),
    hasSignals: true,
  },
  {
    name: 'pyrpl',
    flags: ['--simulate', 'contract', '--backend', 'pyrpl'],
    isPyrpl: true,
    lacks: new Map(),
    unset: new Map(),
    hasSignals: true,
  },
  {
    name: 'pyrpl-mock',
    flags: ['--pyrpl-mock'],
    isPyrpl: true,
    lacks: DUMMY_LACKS,
    unset: DUMMY_UNSET,
    hasSignals: false,
  },
];

/** A worker on one of the backends that is ready, and a client of it. */
export interface ContractBench extends AsyncDisposable {
  readonly worker: Running<ReadyLine>;
  readonly client: Client;
  /** One more client, which leaves with the bench. */
  attach(): Promise<Client>;
}

/** Starts a worker and waits until its board is there. */
export async function startBench(backend: BackendUnderTest): Promise<ContractBench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const python = backend.isPyrpl ? ['--python', await lockedPython('pyrpl-tests')] : [];
  const worker = stack.use(await startWorker(folder.path, ...backend.flags, ...python));
  const { url, token } = worker.line;
  const client = stack.use(await connect(url, { token }));
  await untilReady(client);
  const owned = stack.move();
  return {
    worker,
    client,
    attach: async () => owned.use(await connect(url, { token })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
