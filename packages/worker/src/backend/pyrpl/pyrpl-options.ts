import type { ReloadFpga } from './host-command.ts';

/** How PyRPL is hosted. */
export interface PyrplOptions {
  /** A Python that has PyRPL; by default that of `install-pyrpl`. */
  readonly python?: string | undefined;
  /** Whether PyRPL's first start may load the FPGA image; every later one never does. */
  readonly reloadFpga: ReloadFpga;
  /** Port of the board's SSH. */
  readonly sshPort: number;
  readonly user: string;
  readonly password: string;
}
