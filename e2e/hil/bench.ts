import { type Client, connect } from '@pyrpl-mux/client';
import { startServe, temporaryFolder } from '../rig/program.ts';
import { settle } from './neutral-settings.ts';
import { type BoardKind, TOLERANCES, type Tolerances } from './tolerances.ts';

/** Environment that names the worker of a real board whose loop from out1 to in1 was verified. Set by `run.ts` only. */
export const VERIFIED_WORKER = { url: 'PYRPL_MUX_HIL_URL', token: 'PYRPL_MUX_HIL_TOKEN' } as const;

/** A board with out1 wired to in1, and a client of its worker. */
export interface Bench extends AsyncDisposable {
  readonly client: Client;
  readonly kind: BoardKind;
  readonly tolerances: Tolerances;
}

/**
 * Attaches to the worker of the real board, or starts one with a simulated board, and brings every module to a known
 * state with both outputs off.
 *
 * @param kind - which simulated board to start if there is no real one
 */
export async function openBench(kind: Exclude<BoardKind, 'real'> = 'simulated'): Promise<Bench> {
  await using parts = new AsyncDisposableStack();
  const url = process.env[VERIFIED_WORKER.url];
  const token = process.env[VERIFIED_WORKER.token];
  let client: Client;
  if (url === undefined) {
    const folder = parts.use(await temporaryFolder());
    const noise = kind === 'noiseless' ? ['--noise', '0'] : [];
    const { line } = parts.use(await startServe(folder.path, '--simulate', 'hil', '--seed', '1', ...noise));
    client = parts.use(await connect(line.url, { token: line.token, client: 'hardware-in-the-loop' }));
  } else {
    client = parts.use(await connect(url, { token, client: 'hardware-in-the-loop' }));
  }
  await settle(client);
  const used = url === undefined ? kind : 'real';
  const opened = parts.move();
  return {
    client,
    kind: used,
    tolerances: TOLERANCES[used],
    [Symbol.asyncDispose]: async () => {
      await client.command('outputs_off');
      await opened.disposeAsync();
    },
  };
}
