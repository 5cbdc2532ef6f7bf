import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../link/clock.ts';
import { RegisterLink } from '../../link/register-link.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, in which board and driver share a process, but talk over TCP.
import * as simulated from '../../simulated/index.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, in which board and driver share a process, but talk over TCP.
import { createPyrplStandIns } from '../../simulated/linux/pyrpl-stand-ins.ts';
import type { Preparation } from '../prepare-board.ts';
import { SshConnection } from '../ssh-connection.ts';

/** Time that passes a hundred times faster where this program waits for a board. */
export const fastClock: Clock = {
  now: () => 100 * systemClock.now(),
  // Limits are long, and stay far away; what is waited for between two looks is short.
  setTimer: (run, delay) => systemClock.setTimer(run, delay >= 10_000 ? delay : delay / 100),
};

/** A simulated board with its Linux, and what is needed to log in to it. */
export interface LoginBench {
  readonly fpga: simulated.FpgaSlot<simulated.SimulatedFpga>;
  readonly linux: simulated.SimulatedLinux;
  /** Folder of a package that the board takes for PyRPL. */
  readonly pyrpl: string;
  /** What was said to the log: warnings begin with "!". */
  readonly said: string[];
  readonly open: (user?: string, password?: string) => Promise<SshConnection>;
  readonly preparation: (wanted?: Partial<Preparation>) => Preparation;
  readonly link: (port: number) => Promise<RegisterLink>;
}

/** Makes a bench that is taken down when the test has finished. */
export async function loginBench(
  options: Partial<simulated.SimulatedLinuxOptions> & { readonly image?: simulated.LoadedImage } = {},
): Promise<LoginBench> {
  const { image = 'pyrpl', ...others } = options;
  const fpga = new simulated.FpgaSlot(() => new simulated.SimulatedFpga(), image);
  const linux = await simulated.SimulatedLinux.start({ os: 2, ...others, fpga });
  const pyrpl = await writePackage();
  const said: string[] = [];
  onTestFinished(async () => {
    await linux.close();
    await rm(pyrpl, { recursive: true });
  });
  const { host } = linux;
  return {
    fpga,
    linux,
    pyrpl,
    said,
    open: async (user = 'root', password = 'root') => {
      const ssh = await SshConnection.open({
        host,
        port: linux.sshPort,
        user,
        credentials: { password },
        clock: fastClock,
      });
      onTestFinished(() => ssh.close());
      return ssh;
    },
    preparation: (wanted = {}) => ({
      host,
      port: 0,
      starter: 'me@here#1',
      isOwn: (starter) => starter === 'me@here#1',
      takeOver: false,
      loadImage: false,
      pyrpl: { path: pyrpl },
      log: {
        info: (sentence) => said.push(sentence),
        warn: (sentence) => said.push(`! ${sentence}`),
      },
      ...wanted,
    }),
    link: async (port) => {
      const link = await RegisterLink.connect({ host, port });
      onTestFinished(() => link.close());
      return link;
    },
  };
}

async function writePackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-stand-ins-'));
  for (const [path, bytes] of createPyrplStandIns()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

let nextPort = 20_200;

/** A port for a register server; none else is given out twice by this process. */
export function registerPort(): number {
  nextPort += 1;
  return nextPort;
}
