import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import { lockedPython } from '../../scripts/python-environment.ts';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { type RecordedRegisters, startRecordedBoard, startRecordedLinux } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';
import { RegisterContents } from './registers.ts';

/** A simulated board in this process, and a client of the worker that owns it. */
export interface Twin {
  readonly client: Client;
  readonly registers: RegisterContents;
}

/** Two boards of the same kind, one behind our own driver and one behind PyRPL. */
export interface Twins extends AsyncDisposable {
  readonly ours: Twin;
  readonly pyrpl: Twin;
}

/** How a call ended on one of the boards. */
export type Outcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Starts both boards and both workers. */
export async function startTwins(): Promise<Twins> {
  await using stack = new AsyncDisposableStack();
  const twin = async (recorded: RecordedRegisters, flags: readonly string[]): Promise<Twin> => {
    const folder = stack.use(await temporaryFolder());
    const { line } = stack.use(await startWorker(folder.path, ...flags));
    const client = stack.use(await connect(line.url, { token: line.token }));
    await untilReady(client);
    return { client, registers: new RegisterContents(recorded) };
  };
  const behindDriver = stack.use(await startRecordedBoard());
  const { host, port } = behindDriver.board;
  const behindPyrpl = stack.use(await startRecordedLinux());
  const { linux, freePort } = behindPyrpl;
  const [ours, pyrpl] = await Promise.all([
    twin(behindDriver, ['--host', host, '--board-port', String(port)]),
    twin(behindPyrpl, [
      ...['--backend', 'pyrpl', '--host', linux.host, '--board-port', String(freePort)],
      ...['--ssh-port', String(linux.sshPort), '--user', 'root', '--password', 'root'],
      ...['--python', await lockedPython('pyrpl-tests')],
    ]),
  ]);
  const owned = stack.move();
  return { ours, pyrpl, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Carries out one call on one board. */
export async function outcome({ client }: Twin, command: string, params: object): Promise<Outcome> {
  try {
    return { ok: true, answer: await client.commandByName(command, params) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}
