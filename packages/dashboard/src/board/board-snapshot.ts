import type { ModuleSettings } from '@pyrpl-mux/client';
import type { BoardSettings } from './board-settings.ts';

/** Settings of every module at one moment; null where they have not been read yet. */
export type BoardSnapshot = { readonly [Module in keyof ModuleSettings]: ModuleSettings[Module] | null };

/** The settings of every module. Reading it in a component makes the component follow all of them. */
export function snapshotOf(board: BoardSettings): BoardSnapshot {
  return {
    hk: board.settings('hk').value,
    scope: board.settings('scope').value,
    asg0: board.settings('asg0').value,
    asg1: board.settings('asg1').value,
    pid0: board.settings('pid0').value,
    pid1: board.settings('pid1').value,
    pid2: board.settings('pid2').value,
    iq0: board.settings('iq0').value,
    iq1: board.settings('iq1').value,
    iq2: board.settings('iq2').value,
    iir: board.settings('iir').value,
    trig: board.settings('trig').value,
    pwm0: board.settings('pwm0').value,
    pwm1: board.settings('pwm1').value,
  };
}
