import type { Restarts } from '../process/restarts.ts';
import { PASSWORD_VARIABLE } from './login-flags.ts';

/** What is done once, when a person asks for it, and not again because a worker crashed. */
const ONCE: ReadonlySet<string> = new Set(['--take-over', '--load-fpga']);

/** How a worker process is started for `serve`. */
export interface WorkerStart {
  readonly args: readonly string[];
  /** Variables for its environment, beside this process's own. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What `serve` was given, for the worker process. The board's password travels in the environment, where other users
 * of this computer can't read it. A person who watches reads sentences, and is spared the log of everyday
 * events.
 *
 * @param args of the command line, from `serve` on
 */
export function workerStart(
  args: readonly string[],
  { json, restarts }: { readonly json: boolean; readonly restarts: Restarts },
): WorkerStart {
  const [, ...given] = args;
  const again = restarts.count > 0;
  const kept: string[] = [];
  const environment: Record<string, string> = {};
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] ?? '';
    if (argument === '--password') {
      index += 1;
      environment[PASSWORD_VARIABLE] = given[index] ?? '';
    } else if (argument.startsWith('--password=')) {
      environment[PASSWORD_VARIABLE] = argument.slice('--password='.length);
    } else if (argument !== '--json' && !(again && ONCE.has(argument))) {
      kept.push(argument);
    }
  }
  return {
    args: [
      'worker',
      ...(json ? [] : ['--log-level', 'warn', '--log-sentences']),
      ...kept,
      ...(again ? ['--restarted', JSON.stringify(restarts)] : []),
      '--supervised',
    ],
    environment,
  };
}
