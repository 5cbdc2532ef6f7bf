/** How the command line ends; a worker process has its own codes from 10 on. */
export const CliExit = {
  ok: 0,
  /** The worker answered with an error, or something was found wrong. */
  error: 1,
  /** The command line makes no sense; nothing was done. */
  usage: 2,
  /** There is no worker, or it was lost. */
  noWorker: 3,
} as const;

/** Ends the command line with a sentence on stderr and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(exitCode: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}

/** A sentence for people from whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
