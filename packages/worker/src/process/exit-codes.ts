/** How a worker process ends, so that its starter knows what to do next. */
export const ExitCode = {
  /** Stopped because somebody asked for it. */
  ok: 0,
  /** A fault of the program; a supervisor starts it again. */
  crashed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** This board has a worker already: attach to that one. */
  boardTaken: 10,
  /** The address for clients can't be had: in use, not this computer's, or not allowed. */
  addressInUse: 11,
  /** What runs already was started with another wiring, seed or noise. */
  configMismatch: 12,
  /** The runtime folder or a file in it can't be used. */
  runtimeFolder: 13,
  /** The worker crashed again and again, and its supervisor gave up. */
  gaveUp: 14,
} as const;

/** One of {@link ExitCode}. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Why a worker could not start: a sentence for people, an exit code for its starter. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}
