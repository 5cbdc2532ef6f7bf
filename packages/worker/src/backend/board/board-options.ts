import { hostBoardKey, MOCK_BOARD_KEY, simulatedBoardKey } from '@pyrpl-mux/client/node';

/** A real board, or anything else that speaks its register protocol. */
export interface TcpBoard {
  readonly kind: 'tcp';
  readonly host: string;
  /** Port of the register server. */
  readonly port: number;
  /** How to log in, to start the register server; without it, it has to run already. */
  readonly login?: BoardLogin | undefined;
}

/** How to log in to a real board over SSH, and what may be done there. */
export interface BoardLogin {
  readonly user: string;
  /** A password, or the path of a private key. */
  readonly credentials: { readonly password: string } | { readonly keyFile: string };
  readonly sshPort: number;
  /** Ends whatever else uses the board, once, after naming it in the log. */
  readonly takeOver: boolean;
  /** Loads PyRPL's FPGA image, once, after naming the live outputs in the log. */
  readonly loadFpga: boolean;
  /** Where PyRPL is, whose package carries the image and the register server: its folder, and Pythons that have it. */
  readonly pyrpl: { readonly path?: string | undefined; readonly pythons?: readonly string[] | undefined };
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

/** PyRPL's own dummy of a board, which only the backend pyrpl has. */
export interface MockBoard {
  readonly kind: 'mock';
}

/** The board that a worker owns. */
export type BoardOptions = TcpBoard | SimulatedBoard | MockBoard;

/** The key of a board (PROTOCOL.md, section 2). */
export function boardKey(board: BoardOptions): string {
  switch (board.kind) {
    case 'tcp':
      return hostBoardKey(board.host, board.port);
    case 'simulated':
      return simulatedBoardKey(board.name);
    case 'mock':
      return MOCK_BOARD_KEY;
  }
}
