import type { JSX, TargetedEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { rangeProblem } from '../quantities/range-problem.ts';
import { digitsOf, formatSi, parseSi } from '../quantities/si.ts';
import type { Entry, EntryRules } from './entry.ts';
import { EntryField } from './entry-field.tsx';
import { type TunableText, tunableDigit } from './tune-digit.ts';
import { useEntry } from './use-entry.ts';
import { wheelGestureOf } from './wheel-gesture.ts';
import { WheelSteps } from './wheel-steps.ts';

const gesture = wheelGestureOf(document);

/** What a {@link NumberField} shows and does. */
export interface NumberFieldProps {
  readonly label: string;
  /** `1` for a number without unit. */
  readonly unit: string;
  /** As read back, in the unit; null where it is not known. */
  readonly value: number | null;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whether only whole numbers are taken. */
  readonly whole?: boolean;
  /** A power of ten at or below the step of the board's grid, in the unit; without it, six digits are shown. */
  readonly resolution?: number;
  readonly disabled?: boolean;
  /** More on what it is, under the pointer. */
  readonly description?: string;
  readonly hint?: string | undefined;
  /** @returns the value read back; undefined if it failed, which has been said elsewhere */
  readonly onCommit: (value: number) => Promise<number | undefined>;
}

/**
 * A number with its unit. The arrow keys, and the wheel while the field has the focus, tune the digit before the caret; one
 * command at a time is on its way, and the last value is always sent.
 */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const {
    label,
    unit,
    value,
    min,
    max,
    whole = false,
    resolution,
    disabled = false,
    description = '',
    hint,
    onCommit,
  } = props;
  const wheel = useRef<WheelSteps | null>(null);
  wheel.current ??= new WheelSteps();
  const steps = wheel.current;
  const rules: EntryRules<number> = {
    parse: (text) => {
      const number = parseSi(text, unit);
      if (typeof number === 'string') return number;
      if (whole && !Number.isInteger(number)) return 'Only whole numbers.';
      return rangeProblem(number, min, max, unit) ?? number;
    },
    format: (number) =>
      formatSi(number, unit, resolution === undefined ? undefined : digitsOf(number, resolution)),
    send: onCommit,
  };
  const entry = useEntry(value, rules);
  const begin = (text: string, start: number, end: number): TunableText =>
    whole ? { text, caret: end } : tunableDigit(text, start, end, resolution);
  return (
    <EntryField
      label={label}
      entry={entry}
      disabled={disabled}
      hint={hint}
      title={
        (description === '' ? '' : `${label}: ${description}.\n`) +
        (value === null ? '' : `As read back: ${value}${unit === '1' ? '' : ` ${unit}`}.\n`) +
        'Enter sends, Escape restores. Arrow keys or the wheel tune the digit before the caret, or else the third one; with Shift, ten times as fast.'
      }
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        tune(entry, event, event.key === 'ArrowUp' ? 1 : -1, begin);
      }}
      onWheel={(event) => {
        const { currentTarget: field } = event;
        if (document.activeElement !== field || gesture.target !== field) return;
        event.preventDefault();
        const step = steps.step(event);
        if (step !== 0) tune(entry, event, step, begin);
      }}
    />
  );
}

/** Tunes the digit before the caret, and leaves it selected for the next step. */
function tune(
  entry: Entry<number>,
  { currentTarget: input, shiftKey }: TargetedEvent<HTMLInputElement, KeyboardEvent | WheelEvent>,
  direction: 1 | -1,
  begin: (text: string, start: number, end: number) => TunableText,
): void {
  const { value, selectionStart, selectionEnd } = input;
  const { text, caret } = begin(value, selectionStart ?? 0, selectionEnd ?? value.length);
  const digit = entry.tune(caret, shiftKey ? 10 * direction : direction, text);
  if (digit === null) return;
  // Before the next drawing, so that a next key finds text and caret as they are.
  input.value = entry.view().text;
  input.setSelectionRange(digit, digit + 1);
}
