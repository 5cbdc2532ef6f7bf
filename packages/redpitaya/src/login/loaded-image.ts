import { BOARD_TEMPORARY } from './board-paths.ts';
import type { OsVersion } from './os-version.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What the board's OS says about the FPGA image that it has loaded. */
export interface LoadedImage {
  /** The text of its marker; null if there is none. */
  readonly marker: string | null;
  /**
   * Whether it is PyRPL's. Null where no marker tells: OS 1 does not write one when an image is loaded the way
   * PyRPL does it. Then the registers tell.
   */
  readonly isPyrpl: boolean | null;
}

/**
 * Reads the marker of the loaded FPGA image.
 *
 * @throws LoginError `timeout`, `lost`
 */
export async function readLoadedImage(ssh: SshConnection, os: OsVersion): Promise<LoadedImage> {
  const { stdout, exitCode } = await ssh.run(`cat ${BOARD_TEMPORARY}/loaded_fpga.inf`);
  return judgeMarker(exitCode === 0 ? stdout : null, os);
}

/**
 * Judges a marker as PyRPL does (redpitaya.py): OS 3 writes its name also when loading failed, so there it must
 * name the file as well.
 */
export function judgeMarker(text: string | null, { generation }: OsVersion): LoadedImage {
  const marker = text?.trim() || null;
  if (generation === 1) return { marker, isPyrpl: null };
  const lower = marker?.toLowerCase() ?? '';
  const isPyrpl = lower.includes('pyrpl') && (generation !== 3 || lower.includes('fpga.bin'));
  return { marker, isPyrpl };
}
