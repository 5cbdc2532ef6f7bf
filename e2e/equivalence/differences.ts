import type { Call } from './calls.ts';

/** Where both backends may part, and why. */
export interface Difference {
  readonly reason: string;
  /** Commands at which it shows. */
  readonly command: RegExp;
  /** Registers that differ from then on; none where only the answers do. */
  readonly registers?: RegExp;
  /** Whether the contents of such a register are explained by the reason; any are unless told. */
  readonly explains?: (ours: number, pyrpl: number) => boolean;
  /** Members of the answer that differ. */
  readonly answer?: RegExp;
}

/** Lowest bit of both generators' trigger source, the only one of "immediately" (red_pitaya_asg.v). */
const IMMEDIATELY = 0x0001_0001;

/** Everything that is known to differ. A difference that is not named here fails, and so does one that does not occur. */
export const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      'PyRPL writes the control word of the generators with each waveform. A source "immediately" would fire by that, so it is taken back to "off" before, which leaves the generator running.',
    command: /^asg_setup$/,
    registers: /^asg\.0x00$/,
    explains: (ours, pyrpl) => (ours ^ pyrpl) === (ours & ~pyrpl & IMMEDIATELY),
  },
  {
    reason: 'Each noise table is drawn anew.',
    command: /^asg_setup$/,
    registers: /^asg[01]\.table$/,
  },
];

/** One thing that differs after a call: a register, or a member of the answer. */
export interface Finding {
  readonly kind: 'registers' | 'answer';
  readonly name: string;
  /** Contents on both boards, of a register only. */
  readonly ours?: string | undefined;
  readonly pyrpl?: string | undefined;
}

/** The findings that no entry explains; entries that explain something are added to `used`. */
export function unexplained(
  { command }: Call,
  findings: readonly Finding[],
  used: Set<Difference>,
): readonly Finding[] {
  return findings.filter(({ kind, name, ours, pyrpl }) => {
    const entry = DIFFERENCES.find(
      ({ command: commands, explains, ...names }) =>
        commands.test(command) &&
        names[kind]?.test(name) === true &&
        (explains === undefined || explains(Number(ours), Number(pyrpl))),
    );
    if (entry !== undefined) used.add(entry);
    return entry === undefined;
  });
}
