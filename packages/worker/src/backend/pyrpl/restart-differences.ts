import { type DriverSettings, SETTINGS_MODULES } from '../handlers/settings.ts';

/** What changes by itself, or is the business of a person at the scope. */
const RESTLESS: ReadonlySet<string> = new Set(['integrator', 'overflow', 'armed']);

/**
 * Settings of the modules that may drive an output which are not as they were, such as "pid0.p is 0 instead of 1". What
 * nobody knows before or after is no difference.
 */
export function differences(before: DriverSettings, after: DriverSettings): readonly string[] {
  return SETTINGS_MODULES.filter((module) => module !== 'scope').flatMap((module) => {
    const was = new Map<string, unknown>(Object.entries(before[module]));
    return Object.entries(after[module]).flatMap(([name, value]) => {
      const [old, now] = [JSON.stringify(was.get(name)), JSON.stringify(value)];
      const unknown = old === 'null' || now === 'null';
      return RESTLESS.has(name) || unknown || old === now
        ? []
        : [`${module}.${name} is ${now} instead of ${old}`];
    });
  });
}
