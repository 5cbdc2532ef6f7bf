import { join } from 'node:path';
import { boardFileName } from '@pyrpl-mux/client/node';
import type { Backend } from './backend.ts';
import { type BoardAddress, fixedAddress } from './board/board-address.ts';
import { BoardBackend } from './board/board-backend.ts';
import { type BoardOptions, boardKey, type TcpBoard } from './board/board-options.ts';
import { hostKeyPath } from './board/host-key-file.ts';
import { loginAddress } from './board/login-address.ts';
import { SimulatedProcess } from './board/simulated-process.ts';
import type { DriverBackendOptions } from './driver-backend.ts';
import { PyrplBackend } from './pyrpl/pyrpl-backend.ts';
import type { PyrplOptions } from './pyrpl/pyrpl-options.ts';

/** What a backend is made of. */
export interface BackendOptions extends Omit<DriverBackendOptions, 'stateFile' | 'states'> {
  readonly board: BoardOptions;
  /** How PyRPL is hosted; without it the board is reached through our own driver. */
  readonly pyrpl?: PyrplOptions | undefined;
  /** The runtime folder. */
  readonly folder: string;
  /** The folder of what outlives a logout. */
  readonly data: string;
  /** Program that runs simulated boards, default this package's own. */
  readonly program?: readonly [string, ...string[]] | undefined;
}

/** The backend of a worker. */
export interface CreatedBackend {
  readonly backend: Backend;
  /** The process of a simulated board; null for any other. */
  readonly simulated: SimulatedProcess | null;
}

/** Makes the backend that the options ask for; it does not reach for its board yet. */
export function createBackend(options: BackendOptions): CreatedBackend {
  const { board, pyrpl, folder, data, inputRange, clock, log } = options;
  const key = boardKey(board);
  const file = (extension: string): string => join(folder, `${boardFileName(key)}.${extension}`);
  const states = { folder: join(data, 'states', boardFileName(key)), board: key };
  const driver = { inputRange, stateFile: file('state'), states, clock, log };
  const simulated =
    board.kind === 'simulated'
      ? new SimulatedProcess(board, folder, { program: options.program, ssh: pyrpl !== undefined })
      : null;
  if (pyrpl !== undefined) {
    const { python, reloadFpga, ...login } = pyrpl;
    const address = board.kind === 'tcp' ? fixedAddress(board.host, board.port) : simulated;
    const target = address === null ? null : { address, ...login };
    const userFolder = file('pyrpl');
    return { backend: new PyrplBackend({ ...driver, target, python, reloadFpga, userFolder }), simulated };
  }
  const address = board.kind === 'tcp' ? realBoard(board, options) : simulated;
  if (address === null)
    throw new TypeError("Our own driver can't reach PyRPL's dummy, which has no registers.");
  return { backend: new BoardBackend({ ...driver, address }), simulated };
}

function realBoard({ host, port, login }: TcpBoard, { folder, clock, log }: BackendOptions): BoardAddress {
  if (login === undefined) return fixedAddress(host, port);
  const hostKeyFile = hostKeyPath(host, login.sshPort, folder);
  return loginAddress({ board: { host, port }, login, hostKeyFile, clock, log });
}
