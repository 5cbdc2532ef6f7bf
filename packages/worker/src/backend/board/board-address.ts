/** Where a board was found. */
export interface ReachedAddress {
  readonly host: string;
  /** Port of its register server. */
  readonly port: number;
  /** Port of its SSH, where that is not the one that was asked for. */
  readonly sshPort?: number;
}

/** Where a board's register server is, and what to do about it when nothing answers there. */
export interface BoardAddress {
  /** Finds it; a rejection is a failed try to connect. Gives up when `signal` is aborted. */
  reach(signal: AbortSignal): Promise<ReachedAddress>;
  /** Told that the board was met there. */
  answered(): void;
  /** Told that nothing listened there. */
  refused(): void;
  /** What a starter of this board may not contradict, as far as it is known. */
  configuration(): Readonly<Record<string, unknown>>;
  /** Called once when the board is let go of for good. */
  stop(): void;
}

/** The address of a real board. */
export function fixedAddress(host: string, port: number): BoardAddress {
  return {
    reach: async () => ({ host, port }),
    answered: () => undefined,
    refused: () => undefined,
    configuration: () => ({}),
    stop: () => undefined,
  };
}
