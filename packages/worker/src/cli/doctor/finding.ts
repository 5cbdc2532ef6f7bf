/** The steps from this computer to a board's registers, in the order in which they are taken. */
export const STEPS = [
  'name',
  'reachable',
  'login',
  'os',
  'image',
  'register_server',
  'register',
  'round_trips',
] as const;

/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

/** What one step came to, in sentences. */
export interface Finding {
  readonly step: Step;
  readonly outcome: 'ok' | 'skipped' | 'failed';
  readonly finding: string;
  /** After a failure: the one thing to do next. */
  readonly next?: string;
  /** Figures, for programs. */
  readonly figures?: Readonly<Record<string, unknown>>;
}

/** What a step that did not fail came to. */
export type Success = Omit<Finding, 'step' | 'next'> & { readonly outcome: 'ok' | 'skipped' };

/** Ends the examination at the step that throws it. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly finding: string;
  readonly next: string;

  constructor(finding: string, next: string, options?: ErrorOptions) {
    super(`${finding} ${next}`, options);
    this.finding = finding;
    this.next = next;
  }
}
