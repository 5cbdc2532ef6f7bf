/** Rough enough to be read at a glance. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** Three significant digits of milliseconds, in the unit that suits. */
export function millisecondsText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1) return `${Number((milliseconds * 1000).toPrecision(3))} µs`;
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(3))} ms`;
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}
