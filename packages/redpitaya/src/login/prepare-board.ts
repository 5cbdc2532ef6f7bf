import { ForeignImageError, RedPitaya } from '../board.ts';
import { RegisterLink } from '../link/register-link.ts';
import { LoginError } from './errors.ts';
import { describeLiveOutputs, readLiveOutputs } from './live-outputs.ts';
import { loadImage, readImageFiles } from './load-image.ts';
import { type LoadedImage, readLoadedImage } from './loaded-image.ts';
import { type Claim, findObstacles, isOwnServer } from './obstacles.ts';
import { readOccupants } from './occupants.ts';
import { type OsVersion, readOsVersion } from './os-version.ts';
import { endObstacle, endProcesses } from './processes.ts';
import { type RegisterServerOptions, startRegisterServer } from './register-server.ts';
import type { SshConnection } from './ssh-connection.ts';

/** Where sentences go. */
export interface LoginLog {
  info(sentence: string): void;
  warn(sentence: string): void;
}

/** What a board shall be prepared for. */
export interface Preparation extends RegisterServerOptions, Claim {
  /** Name or address at which the register server is reached from here. */
  readonly host: string;
  /** Ends whoever uses the board, after naming them. Without it they are only named. */
  readonly takeOver: boolean;
  /** Loads the FPGA image, after naming the outputs that are live. */
  readonly loadImage: boolean;
  /** Told what is found and done, as sentences; as a warning what ends programs or concerns outputs. */
  readonly log: LoginLog;
  /** Told when the image is about to be loaded: from then on every output may have dropped. */
  readonly onLoading?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a board ready to be attached to: nobody else uses it, it carries PyRPL's FPGA image, and our register server
 * listens. Unless it was asked to take over or to load the image, it ends nobody's programs and changes no output.
 *
 * @throws LoginError `occupied` naming who uses the board, `wrong_image`, `files_missing`, and as commands do
 */
export async function prepareBoard(ssh: SshConnection, wanted: Preparation): Promise<void> {
  const os = await readOsVersion(ssh);
  await clearBoard(ssh, wanted);
  const image = await readLoadedImage(ssh, os);
  if (wanted.loadImage) await loadNamingOutputs(ssh, os, image, wanted);
  else if (image.isPyrpl === false) throw wrongImage(os, image);
  await provideServer(ssh, wanted);
}

async function clearBoard(ssh: SshConnection, wanted: Preparation): Promise<void> {
  const obstacles = findObstacles(await readOccupants(ssh), wanted);
  if (obstacles.length === 0) return;
  const named = obstacles.map(({ who }) => who).join('; ');
  if (!wanted.takeOver) {
    throw new LoginError(
      'occupied',
      `The board is in use by ${named}. Nothing was changed.`,
      'End it there, or start again with --take-over, which ends it.',
    );
  }
  wanted.log.warn(`The board is taken over. In use by: ${named}. That is ended now.`);
  for (const obstacle of obstacles) await endObstacle(ssh, obstacle);
}

async function provideServer(ssh: SshConnection, wanted: Preparation): Promise<void> {
  const { registerServers } = await readOccupants(ssh);
  for (const server of registerServers) {
    if (server.port !== wanted.port) continue;
    if (server.client === null) return;
    if (!isOwnServer(server, wanted)) continue;
    // Its client was a link of ours that the board does not know to be dead: a cable was pulled.
    wanted.log.warn(
      `The register server on the board (process ${server.pid}) still serves a dead link, and is ended.`,
    );
    await endProcesses(ssh, [server.pid], 'our register server');
  }
  await startRegisterServer(ssh, wanted);
  wanted.log.info(`The register server was started on the board, at port ${wanted.port}.`);
}

async function loadNamingOutputs(
  ssh: SshConnection,
  os: OsVersion,
  image: LoadedImage,
  wanted: Preparation,
): Promise<void> {
  const files = await readImageFiles(os, wanted.pyrpl);
  const outputs = await nameOutputs(ssh, image, wanted);
  wanted.log.warn(`PyRPL's FPGA image is loaded now, and every output drops. Before it: ${outputs}`);
  wanted.onLoading?.();
  await loadImage(ssh, os, files);
  wanted.log.warn("PyRPL's FPGA image was loaded.");
}

/** Registers are read only where the image may be PyRPL's. */
async function nameOutputs(ssh: SshConnection, image: LoadedImage, wanted: Preparation): Promise<string> {
  const unknown = `the board carries ${named(image)}, of which it can't be told what its outputs do.`;
  if (image.isPyrpl === false) return unknown;
  await provideServer(ssh, wanted);
  await using link = await RegisterLink.connect(wanted);
  try {
    await RedPitaya.attach(link);
    return describeLiveOutputs(await readLiveOutputs(link));
  } catch (error) {
    if (error instanceof ForeignImageError) return unknown;
    throw error;
  }
}

function wrongImage({ text }: OsVersion, image: LoadedImage): LoginError {
  return new LoginError(
    'wrong_image',
    `The board (OS ${text ?? 'of unknown version'}) carries ${named(image)}, not PyRPL's. Nothing was changed.`,
    "Start again with --load-fpga to load PyRPL's image; every output drops then.",
  );
}

const named = ({ marker }: LoadedImage): string =>
  marker === null ? 'an FPGA image without a name' : `the FPGA image "${marker.replace(/\s+/g, ' ')}"`;
