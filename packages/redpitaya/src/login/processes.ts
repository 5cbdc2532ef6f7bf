import { LoginError } from './errors.ts';
import type { Obstacle } from './obstacles.ts';
import type { WebServer } from './occupants.ts';
import type { SshConnection } from './ssh-connection.ts';

/** Longest wait for a process to end after it was asked to, and between two looks [ms]. */
const PATIENCE = 3000;
const LOOK_INTERVAL = 100;

/** Ends what stands in the way. */
export async function endObstacle(ssh: SshConnection, { who, occupant }: Obstacle): Promise<void> {
  if ('pid' in occupant) await endProcesses(ssh, [occupant.pid], who);
  else {
    const service = occupant.kind === 'web_application' ? 'redpitaya_nginx' : 'redpitaya_scpi';
    await endService(ssh, service, occupant.pids, who);
  }
}

/** Ends the web server, so that none of its applications touches the FPGA while an image is loaded. */
export async function stopWebServer(ssh: SshConnection, { pids }: WebServer): Promise<void> {
  await endService(ssh, 'redpitaya_nginx', pids, 'the web server');
}

/** Starts the web server again as it was. */
export async function startWebServer(ssh: SshConnection, { command }: WebServer): Promise<void> {
  const { exitCode } = await ssh.run('systemctl start redpitaya_nginx');
  if (exitCode !== 0) await ssh.demand(command);
}

/**
 * Ends processes, at once if they do not end by themselves.
 *
 * @throws LoginError `command_failed` if that did not help
 */
export async function endProcesses(ssh: SshConnection, pids: readonly number[], who: string): Promise<void> {
  for (const how of ['kill', 'kill -9']) {
    for (const pid of pids) await ssh.run(`${how} ${pid}`);
    if (await haveEnded(ssh, pids)) return;
  }
  throw new LoginError(
    'command_failed',
    `On the board, ${who} could not be ended.`,
    'Restart the board when its outputs may drop.',
  );
}

async function endService(
  ssh: SshConnection,
  service: string,
  pids: readonly number[],
  who: string,
): Promise<void> {
  const { exitCode } = await ssh.run(`systemctl stop ${service}`);
  // Boards without that service, and programs that somebody has started by hand.
  if (exitCode !== 0 || !(await haveEnded(ssh, pids, 0))) await endProcesses(ssh, pids, who);
}

async function haveEnded(ssh: SshConnection, pids: readonly number[], patience = PATIENCE): Promise<boolean> {
  for (let waited = 0; ; waited += LOOK_INTERVAL) {
    const running = await ssh.demand('ps -eo pid,args');
    const ids = new Set(running.split('\n').map((line) => Number.parseInt(line, 10)));
    if (!pids.some((pid) => ids.has(pid))) return true;
    if (waited >= patience) return false;
    await ssh.pause(LOOK_INTERVAL);
  }
}
