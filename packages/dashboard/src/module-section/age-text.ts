import { durationText } from '../quantities/duration-text.ts';

/** How long ago something was, to be read at a glance. */
export function ageText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return 'just now';
  return seconds < 10 ? `${seconds} s ago` : `${durationText(seconds)} ago`;
}
