import { lookup } from 'node:dns/promises';
import { REGISTER_SERVER_PORT } from '@pyrpl-mux/client/node';
import { ForeignImageError, RedPitaya, RegisterLink, RegisterLinkError } from '@pyrpl-mux/redpitaya';
import {
  describeLiveOutputs,
  findObstacles,
  LoginError,
  type OsVersion,
  readLiveOutputs,
  readLoadedImage,
  readOccupants,
  readOsVersion,
  SshConnection,
} from '@pyrpl-mux/redpitaya/login';
import type { BoardLogin } from '../../backend/board/board-options.ts';
import { checkHostKey, isOwnStarter, readCredentials } from '../../backend/board/board-preparer.ts';
import { HostKeyFile } from '../../backend/board/host-key-file.ts';
import { PROGRAM } from '../program-name.ts';
import { type Finding, type Step, StepFailure, type Success } from './finding.ts';
import { knock } from './knock.ts';
import { drawHistogram, summarise } from './round-trips.ts';
import { serverFailure } from './server-failure.ts';

/** What is examined. */
export interface Patient {
  readonly host: string;
  /** Port of the register server. */
  readonly port: number;
  /** Without it the board is looked at from outside only. */
  readonly login: Pick<BoardLogin, 'user' | 'credentials' | 'sshPort'> | undefined;
  /** Path of the file with the host key that the board has shown before. */
  readonly hostKeyFile: string;
}

const SSH_PORT = 22;

/** Reads whose round trips are measured, and the register that they read: it never changes. */
const READS = { count: 200, address: 0x4000_0000 } as const;

/**
 * Goes from this computer to a board's registers step by step, and ends at the first that fails. It writes no register,
 * starts nothing and ends nothing, but a register server ends by itself with each client, so also with this one.
 *
 * @param tell told what each step came to
 * @returns whether all is well
 */
export async function examine(patient: Patient, tell: (finding: Finding) => void): Promise<boolean> {
  const examination = new Examination(patient);
  try {
    for (const [step, run] of examination.steps) {
      try {
        tell({ step, ...(await run()) });
      } catch (error) {
        tell({ step, outcome: 'failed', ...failureOf(error) });
        return false;
      }
    }
    return true;
  } finally {
    examination.close();
  }
}

function failureOf(error: unknown): { readonly finding: string; readonly next: string } {
  if (error instanceof StepFailure || error instanceof LoginError) {
    return { finding: error.finding, next: error.next };
  }
  if (error instanceof RegisterLinkError) {
    return { finding: error.message, next: 'Run the doctor again; if it stays so, restart the board.' };
  }
  throw error;
}

class Examination {
  readonly steps: readonly (readonly [Step, () => Promise<Success>])[] = [
    ['name', () => this.#name()],
    ['reachable', () => this.#reachable()],
    ['login', () => this.#logIn()],
    ['os', () => this.#askOs()],
    ['image', () => this.#askImage()],
    ['register_server', () => this.#meetServer()],
    ['register', () => this.#readRegister()],
    ['round_trips', () => this.#measure()],
  ];
  readonly #patient: Patient;
  #ssh: SshConnection | null = null;
  #os: OsVersion = { text: null, generation: null };
  #link: RegisterLink | null = null;

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  close(): void {
    this.#link?.close();
    this.#ssh?.close();
  }

  /** How `serve` is called for this board. */
  get #serve(): string {
    const { host, port, login } = this.#patient;
    return [
      `${PROGRAM} serve --host ${host}`,
      ...(port === REGISTER_SERVER_PORT ? [] : [`--board-port ${port}`]),
      `--user ${login?.user ?? 'root'}`,
      ...(login === undefined || login.sshPort === SSH_PORT ? [] : [`--ssh-port ${login.sshPort}`]),
      login !== undefined && 'keyFile' in login.credentials
        ? `--key ${login.credentials.keyFile}`
        : '--password ...',
    ].join(' ');
  }

  async #name(): Promise<Success> {
    const { host } = this.#patient;
    try {
      const addresses = await lookup(host, { all: true });
      const shown = addresses.map(({ address }) => address);
      return { outcome: 'ok', finding: `${host} is ${shown.join(' and ')}.`, figures: { addresses: shown } };
    } catch (cause) {
      throw new StepFailure(
        `The name ${host} is unknown to this computer.`,
        "Use the board's address, as the router lists it, or check the spelling (rp-xxxxxx.local, as printed on the board).",
        { cause },
      );
    }
  }

  /** At the port of SSH: a register server would take the knocking for its one client, and end. */
  async #reachable(): Promise<Success> {
    const { host, login } = this.#patient;
    const door = login?.sshPort ?? SSH_PORT;
    const answer = await knock(host, door);
    if (answer === 'open') return { outcome: 'ok', finding: `${host} answers at port ${door}.` };
    if (answer === 'refused' && login === undefined) {
      return { outcome: 'ok', finding: `${host} is there; at port ${door}, of SSH, nothing listens.` };
    }
    if (answer === 'refused') {
      throw new StepFailure(
        `${host} is there, but nothing listens for SSH at port ${door}.`,
        'Check --ssh-port, and that this address is that of the board.',
      );
    }
    throw new StepFailure(
      `${host} does not answer: ${answer}.`,
      'Check its power and its cable, and that this computer is in the same network.',
    );
  }

  async #logIn(): Promise<Success> {
    const { host, login, hostKeyFile } = this.#patient;
    if (login === undefined) return skipped('No --user was given: the board is looked at from outside only.');
    const known = new HostKeyFile(host, hostKeyFile);
    this.#ssh = await SshConnection.open({
      host,
      port: login.sshPort,
      user: login.user,
      credentials: await readCredentials(login.credentials),
      checkHostKey: (shown) => checkHostKey(known, host, shown),
    });
    const { hostKey } = this.#ssh;
    return {
      outcome: 'ok',
      finding: `${login.user} is logged in. The key of the board is ${hostKey}.`,
      figures: { host_key: hostKey },
    };
  }

  async #askOs(): Promise<Success> {
    if (this.#ssh === null) return skipped();
    this.#os = await readOsVersion(this.#ssh);
    const { text, generation } = this.#os;
    if (generation === null) {
      throw new StepFailure(
        `The board runs ${text === null ? 'no Red Pitaya OS that tells its version' : `OS ${text}`}.`,
        'Write a Red Pitaya OS from 0.94 to 3.x to its card.',
      );
    }
    return { outcome: 'ok', finding: `Red Pitaya OS ${text}.`, figures: { version: text } };
  }

  async #askImage(): Promise<Success> {
    if (this.#ssh === null) return skipped();
    const { marker, isPyrpl } = await readLoadedImage(this.#ssh, this.#os);
    const figures = { marker, is_pyrpl: isPyrpl };
    if (isPyrpl === null) {
      return {
        outcome: 'ok',
        finding: 'This OS does not tell which image is loaded; its registers will.',
        figures,
      };
    }
    if (isPyrpl) return { outcome: 'ok', finding: "PyRPL's FPGA image is loaded.", figures };
    throw this.#foreignImage(
      `The board has loaded ${marker === null ? 'an FPGA image without a name' : `"${marker}"`}`,
    );
  }

  async #meetServer(): Promise<Success> {
    const { host, port } = this.#patient;
    const waiting = this.#ssh === null ? `A register server` : await this.#lookForServer(this.#ssh);
    try {
      this.#link = await RegisterLink.connect({ host, port });
    } catch (error) {
      if (!(error instanceof RegisterLinkError)) throw error;
      throw serverFailure(error, this.#patient, this.#serve);
    }
    return { outcome: 'ok', finding: `${waiting} serves at port ${port}, and ends after this look.` };
  }

  /** What waits for a client, after naming whoever is in the way. */
  async #lookForServer(ssh: SshConnection): Promise<string> {
    const { port } = this.#patient;
    const occupants = await readOccupants(ssh);
    // A waiting register server is what is looked for, whoever has started it.
    const obstacles = findObstacles(occupants, { port, isOwn: isOwnStarter }).filter(
      ({ occupant }) => !('pid' in occupant) || occupant.client !== null,
    );
    if (obstacles.length > 0) {
      const isWorker = obstacles.some(({ occupant }) => 'pid' in occupant && occupant.starter !== null);
      throw new StepFailure(
        `The board is in use by ${obstacles.map(({ who }) => who).join('; ')}.`,
        isWorker
          ? 'Share it: attach to that worker ("pyrpl-mux status" there shows its address).'
          : `End it there, or run: ${this.#serve} --take-over`,
      );
    }
    const server = occupants.registerServers.find((candidate) => candidate.port === port);
    if (server === undefined) {
      throw new StepFailure(`No register server runs at port ${port}.`, `Start it with: ${this.#serve}`);
    }
    if (server.client !== null) {
      throw new StepFailure(
        `The register server (process ${server.pid}) still serves a link that is dead.`,
        `Start a new one with: ${this.#serve}`,
      );
    }
    return `${server.program} (process ${server.pid})`;
  }

  async #readRegister(): Promise<Success> {
    const link = this.#livingLink();
    try {
      await RedPitaya.attach(link);
    } catch (error) {
      if (error instanceof ForeignImageError) {
        throw this.#foreignImage('The registers are not those of PyRPL: another FPGA image is loaded');
      }
      throw error;
    }
    const outputs = await readLiveOutputs(link);
    return {
      outcome: 'ok',
      finding: `The registers are those of PyRPL's image. ${describeLiveOutputs(outputs)}`,
      figures: { outputs },
    };
  }

  async #measure(): Promise<Success> {
    const lane = this.#livingLink().lane('doctor');
    const times: number[] = [];
    for (let index = 0; index < READS.count; index += 1) {
      const start = performance.now();
      await lane.read(READS.address, 1);
      times.push(performance.now() - start);
    }
    const { p50, p90, p99, count, longest } = summarise(times);
    const quantiles = [`p50 ${p50.toFixed(2)}`, `p90 ${p90.toFixed(2)}`, `p99 ${p99.toFixed(2)}`];
    return {
      outcome: 'ok',
      finding: [`${count} reads: ${quantiles.join(', ')} ms.`, ...drawHistogram(times)].join('\n'),
      figures: { count, p50_ms: p50, p90_ms: p90, p99_ms: p99, longest_ms: longest },
    };
  }

  #livingLink(): RegisterLink {
    if (this.#link === null) throw new RegisterLinkError('closed', 'There is no link to the registers.');
    return this.#link;
  }

  #foreignImage(finding: string): StepFailure {
    return new StepFailure(
      `${finding}, not PyRPL's.`,
      `Load PyRPL's image, by which every output drops, with: ${this.#serve} --load-fpga`,
    );
  }
}

const skipped = (finding = 'It needs a login.'): Success => ({ outcome: 'skipped', finding });
