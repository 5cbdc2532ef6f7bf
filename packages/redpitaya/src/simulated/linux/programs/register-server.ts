import { connect } from 'node:net';
import { type Exit, MonitorServer } from '../../server/monitor-server.ts';
import { BOARD_PATHS } from '../board-paths.ts';
import type { Machine } from '../machine.ts';
import type { Program } from './program.ts';

/** Exit status after `exit(-1)`. */
const FAILED = 255;

function messageOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Address already in use';
  if (code === 'EACCES') return 'Permission denied';
  return error instanceof Error ? error.message : String(error);
}

/** What the process says when it ends; without a terminal in between, all that it printed comes out then. */
function lastWords({ code, takeover }: Exit): string {
  if (takeover !== null || code === 139) return '';
  const complaint = code === FAILED ? 'ERROR reading from socket - incorrect header length: Success\n' : '';
  return `${complaint}Incoming client connection accepted!`;
}

/** PyRPL's register server: serves one client at the port given as its argument, and ends with it. */
export const runRegisterServer: Program = async ({ args, out, err, machine, pid, signal }) => {
  const [text] = args;
  if (text === undefined) {
    err.write('ERROR, no port provided\n');
    return 1;
  }
  const port = (Number.parseInt(text, 10) || 0) & 0xffff;
  let server: MonitorServer;
  try {
    server = await listen(machine, port);
  } catch (error) {
    err.write(`ERROR on binding: ${messageOf(error)}\n`);
    return FAILED;
  }
  const exit = await serve(machine, server, pid, signal);
  if (exit.takeover !== null) void takeOver(machine, port, exit.takeover.holdMs);
  out.write(lastWords(exit));
  return exit.code;
};

async function listen({ options }: Machine, port: number): Promise<MonitorServer> {
  const { fpga, registers = fpga, host, faults, writes, cycle } = options;
  return await MonitorServer.listen(registers, { host, port, faults, writes, cycle });
}

/** Serves until the client leaves or the process is ended. */
async function serve(
  machine: Machine,
  server: MonitorServer,
  pid: number,
  signal: AbortSignal,
): Promise<Exit> {
  const kill = (): void => server.close();
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  machine.processes.attach(pid, () => server.sockets);
  const exit = await server.exited;
  signal.removeEventListener('abort', kill);
  return exit;
}

/** Another PyRPL starts the register server again and is its client, for so long [ms] or until it is ended. */
async function takeOver(machine: Machine, port: number, holdMs: number | null): Promise<void> {
  const { processes } = machine;
  const ended = new AbortController();
  const args = [`${BOARD_PATHS.pyrpl}/monitor_server`, String(port)];
  const process = processes.start({ parent: 1, args, terminal: null, signalled: () => ended.abort() });
  if (process === null) return;
  let server: MonitorServer;
  try {
    server = await listen(machine, port);
  } catch (error) {
    // The client that was thrown out was quicker.
    machine.log(`monitor_server: ERROR on binding: ${messageOf(error)}`);
    processes.end(process.pid);
    return;
  }
  const other = connect({ host: machine.options.host, port: server.port });
  other.on('error', () => undefined);
  const timer = holdMs === null ? undefined : setTimeout(() => other.destroy(), holdMs);
  await serve(machine, server, process.pid, ended.signal);
  clearTimeout(timer);
  other.destroy();
  processes.end(process.pid);
}
