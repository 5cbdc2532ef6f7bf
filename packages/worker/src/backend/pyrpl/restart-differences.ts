import { MOVING_VALUES, SETTINGS_MODULES } from '@pyrpl-mux/client';
import type { DriverSettings } from '../handlers/settings.ts';

/** Differences that are named in a sentence; the log has them all. */
const NAMED = 6;

/** A setting that is not as it was. */
export interface Difference {
  readonly module: string;
  /** For example "pid0.p changed from 1 to 0". */
  readonly sentence: string;
}

/**
 * Settings that are not as they were, of all modules whose signals can reach an output or a lock, which are all but the
 * scope. What was not known before is no difference; what is not known any more is one.
 */
export function differences(before: DriverSettings, after: DriverSettings): readonly Difference[] {
  return SETTINGS_MODULES.filter((module) => module !== 'scope').flatMap((module) => {
    const was = new Map<string, unknown>(Object.entries(before[module]));
    return Object.entries(after[module]).flatMap(([name, value]) => {
      const [old, now] = [JSON.stringify(was.get(name)), JSON.stringify(value)];
      if (MOVING_VALUES.has(name) || old === 'null' || old === now) return [];
      const to = now === 'null' ? 'something unknown' : now;
      return [{ module, sentence: `${module}.${name} changed from ${old} to ${to}` }];
    });
  });
}

/** Why a board whose settings have changed while nobody held it is not served. */
export function notPreserved(changed: readonly Difference[]): string {
  const named = changed.slice(0, NAMED).map(({ sentence }) => sentence);
  if (changed.length > NAMED) named.push(`${changed.length - NAMED} more, which the log lists`);
  return (
    'PyRPL was started again, and the board has not the settings that it had before: ' +
    `${named.join(', ')}. PyRPL wrote none of them, and the outputs are as they are on the board now. Check them, then ` +
    'restart the worker to accept the board as it is.'
  );
}
