import { styleText } from 'node:util';
import { formatTable } from '../table.ts';
import type { DemoReport } from './report.ts';
import { ROLES } from './roles.ts';

/** What the four programs are doing, as lines: a table and the last trace. */
export function formatPicture(reports: readonly DemoReport[]): readonly string[] {
  const [headings = '', ...rows] = formatTable(
    [
      { heading: 'client' },
      { heading: 'commands/s', align: 'right' },
      { heading: 'p50 ms', align: 'right' },
      { heading: 'p99 ms', align: 'right' },
      { heading: 'right', align: 'right' },
      { heading: 'errors', align: 'right' },
      { heading: 'lost', align: 'right' },
      { heading: 'duplicated', align: 'right' },
      { heading: 'misrouted', align: 'right' },
    ],
    reports.map((report) => [
      report.role,
      report.per_second.toFixed(0),
      report.p50_ms.toFixed(2),
      report.p99_ms.toFixed(2),
      String(report.right),
      fault(report.errors),
      fault(report.lost),
      fault(report.duplicated),
      fault(report.misrouted),
    ]),
  );
  const drawing = reports.flatMap((report) => report.drawing);
  return [styleText('dim', headings), ...rows, ...(drawing.length > 0 ? ['', ...drawing] : [])];
}

/** The verdict, as lines. */
export function formatSummary(reports: readonly DemoReport[], ok: boolean): readonly string[] {
  const answered = reports.reduce((sum, report) => sum + report.right, 0);
  const seconds = Math.max(0, ...reports.map((report) => report.seconds));
  if (ok) {
    return [
      styleText(
        'green',
        `${answered} commands in ${seconds.toFixed(1)} s, each answered once, by its own answer.`,
      ),
    ];
  }
  const missing = ROLES.filter((role) => !reports.some((report) => report.role === role && report.finished));
  return [
    styleText('red', 'Not every command was answered once, by its own answer.'),
    ...missing.map((role) => `The ${role} client did not finish.`),
    ...reports.flatMap(({ role, problem }) => (problem === null ? [] : [`${role}: ${problem}`])),
  ];
}

function fault(count: number): string {
  return count === 0 ? '0' : styleText('red', String(count));
}
