import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: for tests, which run the board in this process but meet it over SSH and TCP.
import * as simulated from '@pyrpl-mux/redpitaya/simulated';
import { onTestFinished } from 'vitest';
import type { BoardLogin } from '../board-options.ts';

/** A simulated board that has to be logged in to. */
export interface LinuxBoard {
  readonly linux: simulated.SimulatedLinux;
  readonly fpga: simulated.FpgaSlot<simulated.SimulatedFpga>;
  readonly host: string;
  /** A free port for its register server. */
  readonly port: number;
  /** A folder for files of the worker. */
  readonly folder: string;
  /** A folder that the board takes for an installed PyRPL. */
  readonly pyrpl: string;
  readonly login: BoardLogin;
}

/** Makes a board that is taken down when the test has finished. */
export async function linuxBoard(
  options: Partial<simulated.SimulatedLinuxOptions> & { readonly image?: simulated.LoadedImage } = {},
): Promise<LinuxBoard> {
  const { image = 'pyrpl', ...others } = options;
  const fpga = new simulated.FpgaSlot(() => new simulated.SimulatedFpga(), image);
  const linux = await simulated.SimulatedLinux.start({ os: 2, ...others, fpga });
  const folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-linux-'));
  onTestFinished(async () => {
    await linux.close();
    await rm(folder, { recursive: true });
  });
  const pyrpl = join(folder, 'pyrpl');
  for (const [path, bytes] of simulated.createPyrplStandIns()) {
    await mkdir(dirname(join(pyrpl, path)), { recursive: true });
    await writeFile(join(pyrpl, path), bytes);
  }
  return {
    linux,
    fpga,
    host: linux.host,
    port: await freePort(),
    folder,
    pyrpl,
    login: {
      user: 'root',
      credentials: { password: 'root' },
      sshPort: linux.sshPort,
      takeOver: false,
      loadFpga: false,
      pyrpl: { path: pyrpl },
    },
  };
}

/** A port where nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  await server[Symbol.asyncDispose]();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
