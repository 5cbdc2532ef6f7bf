import { readFile } from 'node:fs/promises';
import { BOARD_TEMPORARY, IMAGE_FOLDER } from './board-paths.ts';
import { LoginError } from './errors.ts';
import { readLoadedImage } from './loaded-image.ts';
import { readOccupants, type WebServer } from './occupants.ts';
import type { OsVersion } from './os-version.ts';
import { startWebServer, stopWebServer } from './processes.ts';
import { deviceTreeFor, findPyrpl, type PyrplPlaces } from './pyrpl-package.ts';
import { upload } from './scp.ts';
import type { SshConnection } from './ssh-connection.ts';
import { inWritableFolder } from './writable-folder.ts';

const IMAGE = `${IMAGE_FOLDER}/fpga.bin`;
const DEVICE_TREE = `${IMAGE_FOLDER}/fpga.dtbo`;

/** Longest duration of loading [ms]. */
const LOAD_LIMIT = 30_000;

/** Time that the FPGA is left alone after loading [ms], as PyRPL does. */
const SETTLING = 3000;

/** What is put on a board to load an image. */
export interface ImageFiles {
  readonly image: Uint8Array;
  /** Null where the OS needs none. */
  readonly deviceTree: Uint8Array | null;
}

/**
 * Reads what the board will be given; does nothing there.
 *
 * @throws LoginError `files_missing`, or `wrong_image` if it is not known how this OS loads an image
 */
export async function readImageFiles(os: OsVersion, places: PyrplPlaces): Promise<ImageFiles> {
  const { generation } = os;
  if (generation === null) throw unknownOs(os);
  const files = await findPyrpl(places);
  return {
    image: await readFile(files.image),
    deviceTree: generation === 1 ? null : await deviceTreeFor(generation, files),
  };
}

/**
 * Loads PyRPL's FPGA image, by which every output drops, and checks that the board says it did. The board's web server
 * is stopped meanwhile. Nothing may use the registers.
 *
 * @throws LoginError `wrong_image` if loading failed, and as commands do
 */
export async function loadImage(
  ssh: SshConnection,
  os: OsVersion,
  { image, deviceTree }: ImageFiles,
): Promise<void> {
  await inWritableFolder(ssh, IMAGE_FOLDER, async () => {
    await upload(ssh, { path: IMAGE, bytes: image });
    if (deviceTree !== null) await upload(ssh, { path: DEVICE_TREE, bytes: deviceTree });
    const { webServer } = await readOccupants(ssh);
    await withoutWebServer(ssh, webServer, async () => {
      await (deviceTree === null ? loadThroughDevice(ssh) : loadByOverlay(ssh, os));
      await ssh.pause(SETTLING);
    });
    await ssh.run(`rm -f ${IMAGE} ${DEVICE_TREE}`);
  });
}

async function withoutWebServer(
  ssh: SshConnection,
  webServer: WebServer | null,
  work: () => Promise<void>,
): Promise<void> {
  if (webServer === null) return await work();
  await stopWebServer(ssh, webServer);
  try {
    await work();
  } finally {
    await startWebServer(ssh, webServer);
  }
}

/** OS 0.9x and 1.x. No marker tells how it went; the driver checks the registers when it attaches. */
async function loadThroughDevice(ssh: SshConnection): Promise<void> {
  await ssh.demand(`cat ${IMAGE} > /dev/xdevcfg`, LOAD_LIMIT);
}

/** OS 2.x and 3.x. */
async function loadByOverlay(ssh: SshConnection, os: OsVersion): Promise<void> {
  const load = `/opt/redpitaya/sbin/overlay.sh pyrpl ${IMAGE} ${DEVICE_TREE}`;
  const { stdout, stderr } = await ssh.run(load, LOAD_LIMIT);
  const report = await ssh.run(`cat ${BOARD_TEMPORARY}/update_fpga.txt`);
  const said = `${stdout}\n${stderr}\n${report.stdout}`.trim();
  const { isPyrpl } = await readLoadedImage(ssh, os);
  if (isPyrpl === true && !/failed|cannot stat/i.test(said)) return;
  const manager = (await ssh.run('cat /sys/class/fpga_manager/fpga0/state')).stdout.trim();
  throw new LoginError(
    'wrong_image',
    `PyRPL's FPGA image was put on the board but not loaded: ${said || 'overlay.sh printed nothing'}; the FPGA ` +
      `manager says "${manager}". The outputs may have dropped. The files are left at ${IMAGE_FOLDER}.`,
    'Restart the board and try again; if it stays so, look at "dmesg" there.',
  );
}

function unknownOs({ text }: OsVersion): LoginError {
  return new LoginError(
    'wrong_image',
    `How an FPGA image is loaded under the Red Pitaya OS "${text ?? 'of unknown version'}" is not known. Nothing was done.`,
    'Load the image by hand, then start again without --load-fpga.',
  );
}
