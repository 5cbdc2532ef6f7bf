import { type Client, connect } from '@pyrpl-mux/client';
import { type ReadyLine, type Running, startWorker, temporaryFolder } from '../rig/program.ts';
import { untilReady } from '../rig/until-ready.ts';

/** A way to reach a board, as `serve` is told. */
export interface BackendUnderTest {
  readonly name: string;
  readonly flags: readonly string[];
  /** Commands that it cannot carry out, with the reason why. */
  readonly lacks: ReadonlyMap<string, string>;
  /**
   * Whether there is a signal path: what a generator makes is seen by the scope, and a trigger that is not there never
   * comes.
   */
  readonly hasSignals: boolean;
}

/** Every backend that shall look the same to a client. */
export const BACKENDS: readonly BackendUnderTest[] = [
  { name: 'board', flags: ['--simulate', 'contract'], lacks: new Map(), hasSignals: true },
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
  const worker = stack.use(await startWorker(folder.path, ...backend.flags));
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
