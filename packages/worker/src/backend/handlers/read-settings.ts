import { SETTINGS_MODULES, type SettingsModule } from '@pyrpl-mux/client';
import type { HkState } from '@pyrpl-mux/redpitaya';
import type { AttachedBoard } from './attached-board.ts';
import { type DriverSettings, withoutState } from './settings.ts';

/** Settings as they travel, by name; spread, so that nobody holds what the driver answered with. */
export type ReadBack = Partial<Record<SettingsModule, Record<string, unknown>>>;

/** Reads the housekeeping and the settings of all modules. */
export async function readSettings(
  board: AttachedBoard,
): Promise<{ readonly hk: HkState; readonly settings: ReadBack }> {
  const seen = board.reading();
  const { hk, scope, ...others } = await board.driver.state();
  const read: DriverSettings = { ...others, scope: withoutState(scope) };
  const settings: ReadBack = {};
  for (const module of SETTINGS_MODULES) settings[module] = { ...seen(module, read[module]) };
  return { hk, settings };
}
