import { type Exit, MonitorServer } from '../../server/monitor-server.ts';
import type { Call, Program } from './program.ts';

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
export const runRegisterServer: Program = async (call) => {
  const [port] = call.args;
  if (port === undefined) {
    call.err.write('ERROR, no port provided\n');
    return 1;
  }
  const server = await listen(call, (Number.parseInt(port, 10) || 0) & 0xffff);
  if (server === null) return FAILED;
  const kill = (): void => server.close();
  call.signal.addEventListener('abort', kill, { once: true });
  if (call.signal.aborted) kill();
  call.machine.processes.attach(call.pid, () => server.sockets);
  const exit = await server.exited;
  call.signal.removeEventListener('abort', kill);
  call.out.write(lastWords(exit));
  return exit.code;
};

async function listen({ machine, err }: Call, port: number): Promise<MonitorServer | null> {
  const { fpga, registers = fpga, host, faults, writes, cycle } = machine.options;
  try {
    return await MonitorServer.listen(registers, { host, port, faults, writes, cycle });
  } catch (error) {
    err.write(`ERROR on binding: ${messageOf(error)}\n`);
    return null;
  }
}
