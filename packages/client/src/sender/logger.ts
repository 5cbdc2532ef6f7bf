/** Where a program wants to read what happens; pino and `console` wrappers fit. */
export interface Logger {
  debug(details: object, sentence: string): void;
  info(details: object, sentence: string): void;
  warn(details: object, sentence: string): void;
  error(details: object, sentence: string): void;
}

const nothing = (): void => {};

/** Says nothing: the default of a library. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
