import type { Call } from './calls.ts';

/** Where both backends may part, and why. */
export interface Difference {
  readonly reason: string;
  /** Commands at which it shows. */
  readonly command: RegExp;
  /** Registers that differ from then on; none where only the answers do. */
  readonly registers?: RegExp;
  /** Members of the answer that differ. */
  readonly answer?: RegExp;
}

/** Everything that is known to differ. A difference that is not named here fails, and so does one that does not occur. */
export const DIFFERENCES: readonly Difference[] = [];

/** Names of what differs that no entry explains; entries that explain something are added to `used`. */
export function unexplained(
  { command }: Call,
  kind: 'registers' | 'answer',
  names: readonly string[],
  used: Set<Difference>,
): readonly string[] {
  return names.filter((name) => {
    const entry = DIFFERENCES.find((item) => item.command.test(command) && item[kind]?.test(name) === true);
    if (entry !== undefined) used.add(entry);
    return entry === undefined;
  });
}
