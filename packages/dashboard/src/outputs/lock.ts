import type { ModuleSettings } from '@pyrpl-mux/client';

/** The modules that can hold a lock. */
export const CONTROLLERS = ['pid0', 'pid1', 'pid2'] as const;

/** What decides whether a controller holds a lock. */
export type LockSettings = Pick<ModuleSettings['pid0'], 'i' | 'output_direct' | 'p'>;

/** Whether a controller acts on an output: connected, with a gain. */
export function holdsLock({ output_direct, p, i }: LockSettings): boolean {
  return output_direct !== 'off' && (p !== 0 || i !== 0);
}
