import { OWN_SERVER } from './board-paths.ts';
import { type BoardSocket, parseSocketTable } from './socket-table.ts';
import type { SshConnection } from './ssh-connection.ts';

/** A process that gives a client the board's registers. */
export interface RegisterServer {
  readonly pid: number;
  /** Name of the program: `monitor_server` and the like for PyRPL's, `pyrpl-mux-server` for ours. */
  readonly program: string;
  readonly port: number;
  /** Who started one of ours, as its command line says; null for one of PyRPL's. */
  readonly starter: string | null;
  /** Address of the client that it serves; null while it waits for one. */
  readonly client: string | null;
}

/** A program of Red Pitaya's own that uses the FPGA. */
export interface VendorProgram {
  readonly kind: 'web_application' | 'scpi_server';
  /** Name of the web application, such as `scopegenpro`; of the SCPI server's program else. */
  readonly name: string;
  readonly pids: readonly number[];
  /** Addresses that are connected to it. */
  readonly clients: readonly string[];
}

/** The web server of the board; without an application it leaves the FPGA alone. */
export interface WebServer {
  readonly pids: readonly number[];
  /** How it was started. */
  readonly command: string;
}

/** What runs on a board that matters to whoever wants to use its FPGA. */
export interface Occupants {
  readonly registerServers: readonly RegisterServer[];
  readonly vendorPrograms: readonly VendorProgram[];
  readonly webServer: WebServer | null;
}

interface Process {
  readonly pid: number;
  readonly args: readonly string[];
}

const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);
const SCPI_PORTS: ReadonlySet<number> = new Set([5000]);

/**
 * Looks at what runs on the board; changes nothing.
 *
 * @throws LoginError `timeout`, `lost`, `command_failed`
 */
export async function readOccupants(ssh: SshConnection): Promise<Occupants> {
  const processes = parseProcesses(await ssh.demand('ps -eo pid,args'));
  const sockets = await readSockets(ssh);
  const nginx = processes.filter(({ args }) => program(args) === 'nginx' || args[0] === 'nginx:');
  const application = nginx.length === 0 ? null : await loadedApplication(ssh, nginx);
  const scpi = processes.filter(({ args }) => program(args) === 'scpi-server');
  const pids = nginx.map(({ pid }) => pid);
  return {
    registerServers: processes.flatMap((process) => registerServer(process, sockets)),
    vendorPrograms: [
      ...(application === null
        ? []
        : [
            {
              kind: 'web_application',
              name: application,
              pids,
              clients: clientsOf(WEB_PORTS, sockets),
            } as const,
          ]),
      ...(scpi.length === 0
        ? []
        : [
            {
              kind: 'scpi_server',
              name: 'scpi-server',
              pids: scpi.map(({ pid }) => pid),
              clients: clientsOf(SCPI_PORTS, sockets),
            } as const,
          ]),
    ],
    webServer: nginx.length === 0 ? null : { pids, command: webServerCommand(nginx) },
  };
}

/**
 * The board's TCP sockets.
 *
 * @throws LoginError `timeout`, `lost`
 */
export async function readSockets(ssh: SshConnection): Promise<BoardSocket[]> {
  // A kernel without IPv6 has no second table, and `cat` then complains about that one only.
  const { stdout } = await ssh.run('cat /proc/net/tcp /proc/net/tcp6');
  return parseSocketTable(stdout);
}

function parseProcesses(text: string): Process[] {
  return text.split('\n').flatMap((line) => {
    const [pid = '', ...args] = line.trim().split(/\s+/);
    return /^\d+$/.test(pid) && args.length > 0 ? [{ pid: Number(pid), args }] : [];
  });
}

const program = ([path = '']: readonly string[]): string => path.slice(path.lastIndexOf('/') + 1);

/** PyRPL calls further servers `monitor_server2223` and the like (redpitaya.py, make_a_slave). */
function registerServer({ pid, args }: Process, sockets: readonly BoardSocket[]): RegisterServer[] {
  const name = program(args);
  const isOwn = name === OWN_SERVER;
  if (!isOwn && !/^monitor_server\w*$/.test(name)) return [];
  const port = Number(args[1]);
  const [client = null] = clientsOf(new Set([port]), sockets);
  return [{ pid, program: name, port, starter: isOwn ? (args[2] ?? null) : null, client }];
}

function clientsOf(ports: ReadonlySet<number>, sockets: readonly BoardSocket[]): string[] {
  const addresses = sockets
    .filter(({ localPort, state, held }) => ports.has(localPort) && state === 'established' && held)
    .map(({ remoteAddress }) => remoteAddress);
  return [...new Set(addresses)];
}

/** A web application is a library that the web server loads from the application's folder. */
async function loadedApplication(ssh: SshConnection, nginx: readonly Process[]): Promise<string | null> {
  const { stdout } = await ssh.run(`cat ${nginx.map(({ pid }) => `/proc/${pid}/maps`).join(' ')}`);
  return /\/apps\/([^/\s]+)\/\S+\.so\b/.exec(stdout)?.[1] ?? null;
}

function webServerCommand(nginx: readonly Process[]): string {
  const [first] = nginx;
  const master = nginx.find(({ args }) => args[1] === 'master') ?? first;
  const args = master?.args ?? [];
  return args[0] === 'nginx:' ? args.slice(3).join(' ') : args.join(' ');
}
