import { stripVTControlCharacters } from 'node:util';

/** A column of a {@link formatTable}: its heading and where its cells stand. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/** Characters between two columns. */
const GAP = '  ';

/** A table as lines: a line of headings, then one per row, each cut at `width` characters. Styled cells are measured as seen. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const lines = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => visibleLength(line[index] ?? ''))),
  );
  return lines.map((line) => {
    const cells = columns.map(({ align = 'left' }, index) => {
      const cell = line[index] ?? '';
      const padding = ' '.repeat((widths[index] ?? 0) - visibleLength(cell));
      return align === 'left' ? cell + padding : padding + cell;
    });
    return cut(cells.join(GAP).trimEnd(), width);
  });
}

/** A line that fits `width` characters; what is cut off ends in an ellipsis, and loses its style. */
export function cut(line: string, width: number): string {
  if (visibleLength(line) <= width) return line;
  return `${stripVTControlCharacters(line).slice(0, Math.max(0, width - 1))}…`;
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
