import type { CommandResult } from '@pyrpl-mux/client';
import { whoText } from '../board/who-text.ts';
import { durationText } from '../quantities/duration-text.ts';
import type { WorkerStatus } from './worker-status.ts';

/** A command that is queued or runs. */
export type RunningCommand = WorkerStatus['running'][number];

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
