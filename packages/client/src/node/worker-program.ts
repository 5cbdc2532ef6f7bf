import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CommandError } from '@pyrpl-mux/client';

/**
 * Finds the program of the worker, `pyrpl-mux.js`: as given, else `PYRPL_MUX_PROGRAM`, else that of the package
 * `pyrpl-mux` beside this one or in the project of the running program.
 *
 * @throws CommandError `worker_lost` with a sentence if there is none
 */
export function findProgram(given: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const named = given ?? (environment['PYRPL_MUX_PROGRAM'] || undefined);
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw notFound(`${named} does not exist`);
  }
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const program = programOf(from);
    if (program !== undefined) return program;
  }
  throw notFound('the package pyrpl-mux is not installed beside @pyrpl-mux/client');
}

function programOf(from: string): string | undefined {
  try {
    const description = createRequire(from).resolve('pyrpl-mux/package.json');
    return join(dirname(description), 'bin', 'pyrpl-mux.js');
  } catch {
    return undefined;
  }
}

function notFound(why: string): CommandError {
  return new CommandError(
    'worker_lost',
    `The worker's program can't be found: ${why}. Nothing was started. Install pyrpl-mux, or set PYRPL_MUX_PROGRAM.`,
  );
}
