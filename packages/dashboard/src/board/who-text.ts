/** A program by its name, or by its session where it told none. */
export function whoText(session: number, client: string | null): string {
  return client ?? `session ${session}`;
}
