import { mkdir, rm } from 'node:fs/promises';
import type { ChildCommand } from './child-process.ts';
import { pythonVariables } from './python-environment.ts';

/** Whether PyRPL loads its FPGA image: where it is missing, never, or always. */
export type ReloadFpga = 'auto' | 'never' | 'force';

/** What a Python child is to reach. */
export interface HostTarget {
  readonly host: string;
  /** Port of the register server. */
  readonly port: number;
  readonly sshPort: number;
  readonly user: string;
}

/** How a Python child is started for a board. */
export interface HostCommandOptions {
  /** Null for PyRPL's dummy. */
  readonly target: HostTarget | null;
  readonly reloadFpga: ReloadFpga;
  /** PyRPL's own folder, which is emptied, for a stored set-up of a module would be written to the board. */
  readonly userFolder: string;
  readonly python: { readonly python: string; readonly modules: string };
}

/** The command that starts a Python child; the password is sent to it, so that it is on no command line. */
export async function hostCommand(options: HostCommandOptions): Promise<ChildCommand> {
  const { target, reloadFpga, userFolder, python } = options;
  await rm(userFolder, { recursive: true, force: true });
  await mkdir(userFolder, { recursive: true, mode: 0o700 });
  const board =
    target === null
      ? ['--mock']
      : [
          ...['--host', target.host, '--port', String(target.port), '--ssh-port', String(target.sshPort)],
          ...['--user', target.user, '--password-stdin', '--reload-fpga', reloadFpga],
        ];
  return {
    program: python.python,
    args: ['-m', 'pyrpl_mux.host', ...board, '--user-dir', userFolder],
    environment: pythonVariables(python.modules),
  };
}
