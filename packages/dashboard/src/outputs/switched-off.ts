import { type CommandResult, DRIVING_MODULES } from '@pyrpl-mux/client';
import type { WorkerLink } from '../worker-link/worker-link.ts';
import { type Direct, type Driver, outputLabel } from './output-drive.ts';

/** A module that was switched off, and where it was connected. */
export interface SwitchedOff {
  readonly module: Driver;
  readonly to: Exclude<Direct, 'off'>;
}

/** What `outputs_off` disconnected. */
export function switchedOff(was: CommandResult<'outputs_off'>['was']): readonly SwitchedOff[] {
  return DRIVING_MODULES.flatMap((module) => {
    const to = was[module] ?? 'off';
    return to === 'off' ? [] : [{ module, to }];
  });
}

/** What can be connected again after the outputs were switched off once more: what was off already stays in the list. */
export function stillOff(
  earlier: readonly SwitchedOff[],
  now: readonly SwitchedOff[],
): readonly SwitchedOff[] {
  return [...earlier.filter(({ module }) => now.every((one) => one.module !== module)), ...now];
}

/** What was switched off, as a sentence. */
export function switchedOffSentence(modules: readonly SwitchedOff[]): string {
  if (modules.length === 0) return 'Nothing was connected to OUT1 or OUT2.';
  const list = modules.map(({ module, to }) => `${module} from ${outputLabel(to)}`);
  return `Disconnected ${new Intl.ListFormat('en').format(list)}. All other settings are as before.`;
}

/** Connects one module again, by its own command. */
export async function connectAgain(link: WorkerLink, { module, to }: SwitchedOff): Promise<void> {
  switch (module) {
    case 'asg0':
    case 'asg1':
      await link.steer('asg_setup', { channel: module, output_direct: to });
      return;
    case 'pid0':
    case 'pid1':
    case 'pid2':
      await link.steer('pid_configure', { channel: module, output_direct: to });
      return;
    case 'iq0':
    case 'iq1':
    case 'iq2':
      await link.steer('iq_setup', { channel: module, output_direct: to });
      return;
    case 'iir':
      await link.steer('iir_setup', { output_direct: to });
      return;
    case 'trig':
      await link.steer('trig_setup', { output_direct: to });
  }
}
