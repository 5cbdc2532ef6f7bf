import { type CommandResult, DRIVING_MODULES } from '@pyrpl-mux/client';
import type { BoardSnapshot } from '../board/board-snapshot.ts';
import { CONTROLLERS, holdsLock, type LockSettings } from '../outputs/lock.ts';
import { type Direct, type Driver, outputLabel } from '../outputs/output-drive.ts';

/** One write of a restore. */
export type RestoreChange = CommandResult<'state_restore'>['changes'][number];

const DIRECTS = ['off', 'out1', 'out2', 'both'] as const satisfies readonly Direct[];

/**
 * What a write does to the outputs, in words; null where it does nothing to them.
 *
 * @param before - the writes that come earlier
 */
export function effectOn(
  change: RestoreChange,
  before: readonly RestoreChange[],
  snapshot: BoardSnapshot,
): string | null {
  const driver = DRIVING_MODULES.find((name) => name === change.module);
  if (driver === undefined) return null;
  if (change.setting === 'output_direct') {
    const from = directIn(change.from);
    const to = directIn(change.to);
    if (to === 'off') return `disconnects ${outputLabel(from ?? 'off')}`;
    return to === null ? null : `connects ${outputLabel(to)}`;
  }
  const direct = connection(driver, before, snapshot);
  return direct === 'off' ? null : `acts on ${outputLabel(direct)}`;
}

/** Controllers that hold a lock now and no longer would after the writes. */
export function locksLost(changes: readonly RestoreChange[], snapshot: BoardSnapshot): readonly string[] {
  return CONTROLLERS.filter((pid) => {
    const settings = snapshot[pid];
    if (settings === null || !holdsLock(settings)) return false;
    const own = changes.filter(({ module }) => module === pid);
    // Another input is another lock.
    return own.some(({ setting }) => setting === 'input') || !holdsLock(own.reduce(applied, settings));
  });
}

function applied(settings: LockSettings, { setting, to }: RestoreChange): LockSettings {
  if (setting === 'output_direct') return { ...settings, output_direct: directIn(to) ?? 'off' };
  if (setting !== 'p' && setting !== 'i') return settings;
  return { ...settings, [setting]: typeof to === 'number' ? to : 0 };
}

/** Where a module is connected after some writes. */
function connection(driver: Driver, writes: readonly RestoreChange[], snapshot: BoardSnapshot): Direct {
  const last = writes.findLast(({ module, setting }) => module === driver && setting === 'output_direct');
  return (last === undefined ? snapshot[driver]?.output_direct : directIn(last.to)) ?? 'off';
}

function directIn(value: unknown): Direct | null {
  return DIRECTS.find((direct) => direct === value) ?? null;
}
