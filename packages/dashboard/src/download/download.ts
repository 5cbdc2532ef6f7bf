/** How long a browser may take to read what it saves [ms]; some begin after the click is handled. */
const READING = 60_000;

/** Lets the browser save a file under a name. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), READING);
}

/**
 * The name of a file: what it is, of which board, and when, without characters that Windows refuses.
 *
 * @param when - milliseconds since 1970; the name tells UTC, so that names sort by time
 */
export function fileName(what: string, board: string | null, when: number, extension: string): string {
  const time = new Date(when).toISOString().slice(0, 19);
  return `${[what, ...(board === null ? [] : [board]), time].join('_').replaceAll(/[^A-Za-z0-9._-]/g, '-')}.${extension}`;
}
