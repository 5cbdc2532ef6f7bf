import { hostBoardKey, simulatedBoardKey } from '@pyrpl-mux/client/node';

/** A real board, or anything else that speaks its register protocol. */
export interface TcpBoard {
  readonly kind: 'tcp';
  readonly host: string;
  /** Port of the register server. */
  readonly port: number;
}

/** What a simulated board is made with; what is left out is the simulated board's own default, or as it runs already. */
export interface SimulatedBoard {
  readonly kind: 'simulated';
  readonly name: string;
  /** How outputs and inputs are wired, in the words of `pyrpl-mux simulate --wiring`. */
  readonly wiring?: string | undefined;
  /** Seed of the noise. */
  readonly seed?: number | undefined;
  /** Noise of each input, rms [V]. */
  readonly noise?: number | undefined;
  /** Faults to play, in the words of `pyrpl-mux simulate --fault`. */
  readonly faults?: readonly string[] | undefined;
}

/** The board that a worker owns. */
export type BoardOptions = TcpBoard | SimulatedBoard;

/** The key of a board (PROTOCOL.md, section 2). */
export function boardKey(board: BoardOptions): string {
  return board.kind === 'tcp' ? hostBoardKey(board.host, board.port) : simulatedBoardKey(board.name);
}
