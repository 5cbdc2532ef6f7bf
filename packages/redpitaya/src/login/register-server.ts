import { readFile } from 'node:fs/promises';
import { BOARD_TEMPORARY, OWN_FOLDER, OWN_SERVER } from './board-paths.ts';
import { LoginError } from './errors.ts';
import { readSockets } from './occupants.ts';
import { findPyrpl, loaderOf, type PyrplPlaces } from './pyrpl-package.ts';
import { upload } from './scp.ts';
import type { SshConnection } from './ssh-connection.ts';
import { inWritableFolder } from './writable-folder.ts';

const PROGRAM = `${OWN_FOLDER}/${OWN_SERVER}`;
const OUTPUT = `${BOARD_TEMPORARY}/${OWN_SERVER}.log`;

/** Longest wait until it listens, and time between two looks [ms]. */
const PATIENCE = 3000;
const LOOK_INTERVAL = 50;

/** How our register server is started. */
export interface RegisterServerOptions {
  readonly port: number;
  /** Who starts it, one word; it stands on the command line, where others can read it. */
  readonly starter: string;
  /** Where its program comes from if the board does not have it. */
  readonly pyrpl: PyrplPlaces;
}

/**
 * Starts our register server and waits until it listens. Its program is put on the board if it is not there.
 *
 * @throws LoginError `command_failed` with what it said, `files_missing`, `timeout`, `lost`
 */
export async function startRegisterServer(ssh: SshConnection, options: RegisterServerOptions): Promise<void> {
  if ((await ssh.run(`ls ${PROGRAM}`)).exitCode !== 0) await install(ssh, options.pyrpl);
  else if (await begin(ssh, options)) return;
  // What is there does not run: a part of a file, or one of another OS on the same card.
  else if (await isPortFree(ssh, options.port)) await install(ssh, options.pyrpl);
  if (await begin(ssh, options)) return;
  const said = (await ssh.run(`cat ${OUTPUT}`)).stdout.trim() || 'It said nothing.';
  throw new LoginError(
    'command_failed',
    `The register server on the board does not listen at port ${options.port}: ${said}`,
    'Choose another --board-port if something else listens there; else start the program by hand: ' +
      `${PROGRAM} ${options.port}`,
  );
}

/** Whether it listened in time. */
async function begin(ssh: SshConnection, { port, starter }: RegisterServerOptions): Promise<boolean> {
  if (!(await isPortFree(ssh, port))) return false;
  await ssh.demand(`${PROGRAM} ${port} ${starter} </dev/null >${OUTPUT} 2>&1 &`);
  for (let waited = 0; waited <= PATIENCE; waited += LOOK_INTERVAL) {
    if (!(await isPortFree(ssh, port))) return true;
    await ssh.pause(LOOK_INTERVAL);
  }
  return false;
}

async function isPortFree(ssh: SshConnection, port: number): Promise<boolean> {
  const sockets = await readSockets(ssh);
  return !sockets.some(({ localPort, state }) => localPort === port && state === 'listening');
}

async function install(ssh: SshConnection, places: PyrplPlaces): Promise<void> {
  const bytes = await programFor(ssh, places);
  await inWritableFolder(ssh, OWN_FOLDER, () => upload(ssh, { path: PROGRAM, bytes, executable: true }));
}

/** The build whose loader the board has. */
async function programFor(ssh: SshConnection, places: PyrplPlaces): Promise<Uint8Array> {
  const { servers, folder } = await findPyrpl(places);
  for (const file of servers) {
    const bytes = await readFile(file);
    const loader = loaderOf(bytes);
    if (loader !== null && (await ssh.run(`ls ${loader}`)).exitCode === 0) return bytes;
  }
  throw new LoginError(
    'files_missing',
    `No register server in ${folder} runs on this board: it lacks the loaders that they need.`,
    'Use a newer PyRPL, or a newer OS on the board.',
  );
}
