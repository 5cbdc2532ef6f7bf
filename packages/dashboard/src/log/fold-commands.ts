import type { SentCommand } from './command-log.ts';

/** Parameters that do something whenever they are given, so that giving them twice is not the same as once. */
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['asg_setup', ['trigger_source']],
  ['asg_set_frequency', []],
  ['asg_set_amplitude', []],
  ['asg_set_offset', []],
  ['iir_setup', []],
  ['iq_setup', []],
  ['pid_configure', []],
  ['pid_set_setpoint', []],
  ['pwm_set', []],
  ['scope_setup', []],
  ['scope_set_decimation', []],
  ['scope_set_trigger', []],
  ['trig_setup', ['armed']],
]);

/** A command, and how many were folded into it. */
export interface FoldedCommand {
  readonly sent: SentCommand;
  /** Commands before it that it overwrites. */
  readonly overwrites: number;
}

/**
 * Leaves out each command that the next one overwrites: the same command with the same parameters for the same module, as when a
 * slider is dragged. What is left leads to the same settings.
 */
export function foldCommands(commands: readonly SentCommand[]): readonly FoldedCommand[] {
  const folded: FoldedCommand[] = [];
  for (const sent of commands) {
    const last = folded.at(-1);
    if (last !== undefined && overwrites(sent, last.sent))
      folded.splice(-1, 1, { sent, overwrites: last.overwrites + 1 });
    else folded.push({ sent, overwrites: 0 });
  }
  return folded;
}

function overwrites(later: SentCommand, earlier: SentCommand): boolean {
  const actions = ACTIONS.get(later.command);
  if (actions === undefined || later.command !== earlier.command) return false;
  // One that failed may have done a part, and its sentence is worth reading.
  if (later.outcome === 'error' || earlier.outcome === 'error') return false;
  const names = Object.keys(later.params);
  return (
    names.length === Object.keys(earlier.params).length &&
    names.every((name) => Object.hasOwn(earlier.params, name) && !actions.includes(name)) &&
    later.params['channel'] === earlier.params['channel']
  );
}
