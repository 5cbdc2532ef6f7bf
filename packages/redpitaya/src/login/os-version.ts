import type { SshConnection } from './ssh-connection.ts';

/** The version of the Red Pitaya OS on a board. */
export interface OsVersion {
  /** Such as `2.07`; null if the board does not tell one. */
  readonly text: string | null;
  /**
   * How the FPGA image is loaded: 1 through the device `xdevcfg` (OS 0.9x and 1.x), 2 with `overlay.sh`, 3 with the
   * `overlay.sh` that knows only fixed paths. Null for versions that this program does not know.
   */
  readonly generation: 1 | 2 | 3 | null;
}

/**
 * Reads the version of the Red Pitaya OS from the file in which every release has it.
 *
 * @throws LoginError `timeout`, `lost`
 */
export async function readOsVersion(ssh: SshConnection): Promise<OsVersion> {
  const { stdout } = await ssh.run('cat /root/.version');
  return parseOsVersion(stdout);
}

/** Finds the first number with dots, such as 2.07 in `# Version: 2.07-48-a1b2c3`. */
export function parseOsVersion(text: string): OsVersion {
  const version = /(?<![\d.])\d+(?:\.\d+)+(?![\d.])/.exec(text)?.[0];
  if (version === undefined) return { text: null, generation: null };
  switch (Number.parseInt(version, 10)) {
    case 0:
    case 1:
      return { text: version, generation: 1 };
    case 2:
      return { text: version, generation: 2 };
    case 3:
      return { text: version, generation: 3 };
    default:
      return { text: version, generation: null };
  }
}
