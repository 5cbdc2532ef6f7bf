import { start } from '../rig/program.ts';

/** How long the board stays without a client [s], should this process die without ending it. */
const LINGER_S = 120;

/** A simulated board of its own for one test file. */
export interface BoardProcess extends AsyncDisposable {
  readonly host: string;
  readonly boardPort: number;
  readonly sshPort: number;
  /** Resolves with the exit code when it ends by itself or is ended. */
  readonly exited: Promise<number | null>;
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
  const running = await start(all, runtimeFolder, parseReady);
  const { host, port, sshPort } = running.line;
  return {
    ...{ host, boardPort: port, sshPort, exited: running.exited, log: running.log },
    [Symbol.asyncDispose]: async () => await running[Symbol.asyncDispose](),
  };
}
