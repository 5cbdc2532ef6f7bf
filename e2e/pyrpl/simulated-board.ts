import { type Running, start } from '../rig/program.ts';

/** How long the board may take to end when asked [ms]. */
const PATIENCE_MS = 5000;

/** How long the board stays without a client [s], should this process die without ending it. */
const LINGER_S = 120;

/** A simulated board of its own for one test file. */
export interface BoardProcess extends AsyncDisposable {
  readonly host: string;
  readonly boardPort: number;
  readonly sshPort: number;
  /** Resolves with the exit code when it ends by itself or is ended. */
  readonly exited: Promise<number | null>;
  /** Ends it at once. */
  kill(): void;
  /** What it wrote to stderr. */
  log(): string;
}

interface ReadyLine {
  readonly host: string;
  readonly port: number;
  readonly sshPort: number;
}

function parseReady(value: unknown): ReadyLine {
  if (
    typeof value === 'object' &&
    value !== null &&
    'host' in value &&
    typeof value.host === 'string' &&
    'port' in value &&
    typeof value.port === 'number' &&
    'ssh_port' in value &&
    typeof value.ssh_port === 'number'
  ) {
    return { host: value.host, port: value.port, sshPort: value.ssh_port };
  }
  throw new Error(`Not the ready line of a board with SSH: ${JSON.stringify(value)}`);
}

/**
 * Starts `pyrpl-mux simulate` with SSH on free ports.
 *
 * @param runtimeFolder a folder of its own
 */
export async function startBoard(runtimeFolder: string, args: readonly string[]): Promise<BoardProcess> {
  const ports = ['--ssh-port', '0', '--board-port', '0'];
  const all = ['simulate', '--json', '--linger', String(LINGER_S), ...ports, ...args];
  const running: Running<ReadyLine> = await start(all, runtimeFolder, parseReady);
  const kill = (): void => void running.process.kill('SIGKILL');
  return {
    host: running.line.host,
    boardPort: running.line.port,
    sshPort: running.line.sshPort,
    exited: running.exited,
    kill,
    log: running.log,
    [Symbol.asyncDispose]: async () => {
      const limit = setTimeout(kill, PATIENCE_MS);
      await running[Symbol.asyncDispose]();
      clearTimeout(limit);
    },
  };
}
