import type { CommandResult } from '@pyrpl-mux/client';
import type { WorkerStatus } from './status-follower.ts';

/** A command that is queued or runs. */
export type RunningCommand = WorkerStatus['running'][number];

/** Rough enough to be read at a glance. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** A program by its name, or by its session where it told none. */
export function whoText(session: number, client: string | null): string {
  return client ?? `session ${session}`;
}

/** Three significant digits of milliseconds, in the unit that suits. */
export function millisecondsText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1) return `${Number((milliseconds * 1000).toPrecision(3))} µs`;
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(3))} ms`;
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}

/** What a command does at present. */
export function phaseText({ phase, state, position }: RunningCommand): string {
  if (phase === 'queued') return position === null ? 'queued' : `queued, place ${position}`;
  return state ?? phase;
}

/** How much of a command's time is left: 0 to 1. */
export function timeLeft({ for_s, deadline_s }: Pick<RunningCommand, 'for_s' | 'deadline_s'>): number {
  if (deadline_s <= 0) return 0;
  return deadline_s / (for_s + deadline_s);
}

/** Until the deadline, in words. */
export function deadlineText(seconds: number): string {
  return seconds <= 0 ? 'over' : durationText(seconds);
}

/** What became of a cancel, as a sentence. */
export function cancelSentence(
  { number, command, session, client }: Pick<RunningCommand, 'number' | 'command' | 'session' | 'client'>,
  { cancelled, was }: CommandResult<'cancel'>,
): string {
  const what = `${command} of ${whoText(session, client)} (number ${number})`;
  if (cancelled)
    return was === 'queued'
      ? `${what} was cancelled before it began; nothing was done.`
      : `${what} was cancelled while it waited; what it writes was written.`;
  if (was === 'finished' || was === 'unknown') return `${what} had finished already; nothing was cancelled.`;
  return `${what} ended before it could be cancelled.`;
}
