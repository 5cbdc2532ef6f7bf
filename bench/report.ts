/** One measured figure and the goal it is held against. */
export interface Figure {
  readonly name: string;
  /** What was measured. */
  readonly value: number;
  readonly unit: string;
  /** Human form of the goal, such as ">= 0.6". */
  readonly goal: string;
  readonly met: boolean;
  /** The measurements behind a ratio, or what else belongs to the figure. */
  readonly details: Readonly<Record<string, number | string>>;
}

/** A figure that should be at least, or at most, its goal. */
export function figure(
  name: string,
  value: number,
  unit: string,
  goal: { readonly atLeast: number } | { readonly atMost: number },
  details: Figure['details'] = {},
): Figure {
  const [text, met] =
    'atLeast' in goal
      ? [`>= ${goal.atLeast}`, value >= goal.atLeast]
      : [`<= ${goal.atMost}`, value <= goal.atMost];
  return { name, value, unit, goal: unit === '' ? text : `${text} ${unit}`, met, details };
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The figures as a Markdown table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((item) => [
    item.name,
    `${number(item.value)} ${item.unit}`.trim(),
    item.goal,
    item.met ? 'yes' : 'no',
    Object.entries(item.details)
      .map(([key, value]) => `${key} ${typeof value === 'number' ? number(value) : value}`)
      .join(', '),
  ]);
  const header = ['figure', 'measured', 'goal', 'met', 'details'];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The value below which a fraction of the samples lies. */
export function percentile(samples: readonly number[], fraction: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN;
}
