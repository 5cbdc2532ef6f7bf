/** Generation of the Red Pitaya operating system: the digit before the first dot of its version. */
export type OsGeneration = 1 | 2 | 3;

/** What differs between the generations, as far as somebody who logs in sees it. */
export interface OsFacts {
  /** What stands in `/root/.version`. */
  readonly versionText: string;
  /** Kernel release, as `uname -r` gives it. */
  readonly kernel: string;
  /** Distribution, as `/etc/os-release` names it. */
  readonly distribution: string;
  /** Program interpreters it has; a program that asks for another one can't be started. */
  readonly interpreters: readonly string[];
  /** How an FPGA image is loaded: written to the device `xdevcfg`, or by `overlay.sh` with a device tree. */
  readonly loading: 'xdevcfg' | 'overlay';
  /**
   * The name that a device tree must give to the image; null if any will do. OS 3 stages the image under a fixed name
   * (redpitaya.py, `_configure_os_compatibility`).
   */
  readonly firmwareName: string | null;
}

const HARD_FLOAT = '/lib/ld-linux-armhf.so.3';
const SOFT_FLOAT = '/lib/ld-linux.so.3';

/** The generations that a simulated board can play. */
export const OS_FACTS: Readonly<Record<OsGeneration, OsFacts>> = {
  1: {
    versionText: '# Version: 1.04-28-b0a8f5e71\n# Date: 2022-03-11T09:12:44Z\n',
    kernel: '4.9.0-xilinx',
    distribution: 'Ubuntu 16.04.7 LTS',
    interpreters: [SOFT_FLOAT, HARD_FLOAT],
    loading: 'xdevcfg',
    firmwareName: null,
  },
  2: {
    versionText: '# Version: 2.07-43-a0457d3aa\n# Date: 2024-10-07T11:40:02Z\n',
    kernel: '5.15.0-xilinx',
    distribution: 'Ubuntu 22.04.3 LTS',
    interpreters: [SOFT_FLOAT, HARD_FLOAT],
    loading: 'overlay',
    firmwareName: null,
  },
  3: {
    versionText: '# Version: 3.00-12-9c3e1d5b7\n# Date: 2026-02-19T08:25:31Z\n',
    kernel: '6.6.40-xilinx',
    distribution: 'Ubuntu 24.04.1 LTS',
    interpreters: [HARD_FLOAT],
    loading: 'overlay',
    firmwareName: 'fpga.bin',
  },
};
