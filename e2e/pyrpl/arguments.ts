import { parseArgs } from 'node:util';
import { TEST_FILES, type TestFile, testFileNamed } from './test-files.ts';

/** What `--help` says. */
export const USAGE = `npm run test:pyrpl [-- [--all] [--board-arg=ARGUMENT ...] [FILE ...]]

Runs PyRPL's own test files against the simulated board, each in a session of its own.
Without --all or files only the part runs that covers most.

  FILE                  a test file of PyRPL, such as test_na.py or na: all of it is run
  --all                 run all files
  --board-arg=ARGUMENT  further argument of "pyrpl-mux simulate"`;

/** What is to be run. */
export interface RunArguments {
  readonly files: readonly TestFile[];
  /** Whether all of each file is run, or only what belongs to the part. */
  readonly whole: boolean;
  /** Further arguments of `pyrpl-mux simulate`. */
  readonly boardArgs: readonly string[];
}

/**
 * Reads the arguments of the command line.
 *
 * @returns null if help is asked for
 * @throws RangeError with a sentence if one is not understood
 */
export function readArguments(args: readonly string[]): RunArguments | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const isNamed = positionals.length > 0;
  return {
    files: isNamed ? [...new Set(positionals.map(testFileNamed))] : TEST_FILES,
    whole: values.all || isNamed,
    boardArgs: values['board-arg'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        all: { type: 'boolean', default: false },
        'board-arg': { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RangeError(`${error.message}\n\n${USAGE}`, { cause: error });
  }
}
