import type { JSX, TargetedEvent } from 'preact';
import { useId, useLayoutEffect } from 'preact/hooks';
import type { Entry, EntryValue } from './entry.ts';
import './fields.css';

/** What an {@link EntryField} shows. */
export interface EntryFieldProps<Value extends EntryValue> {
  readonly label: string;
  readonly entry: Entry<Value>;
  readonly disabled?: boolean;
  /** A sentence under the pointer. */
  readonly title: string;
  /** A word below the field. */
  readonly hint?: string | undefined;
  readonly onKeyDown?: (event: TargetedEvent<HTMLInputElement, KeyboardEvent>) => void;
  readonly onWheel?: (event: TargetedEvent<HTMLInputElement, WheelEvent>) => void;
}

/**
 * A labelled text field over an {@link Entry}: Enter or leaving it sends, Escape gives up. So does whatever takes the field
 * away or disables it: what was typed for the board as it was then is not sent later.
 */
export function EntryField<Value extends EntryValue>(props: EntryFieldProps<Value>): JSX.Element {
  const { label, entry, disabled = false, title, hint, onKeyDown, onWheel } = props;
  const id = useId();
  const { text, problem, boardHas } = entry.view();
  // Together with the change itself: a moment later, it would take what is typed into a field that was just enabled.
  useLayoutEffect(() => () => entry.restore(), [entry, disabled]);
  const mark =
    boardHas === null ? null : text === boardHas ? 'as the board has it' : `the board has ${boardHas}`;
  const note = problem ?? mark ?? hint ?? null;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="value"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        disabled={disabled}
        title={title}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => entry.type(currentTarget.value)}
        onBlur={({ currentTarget }) => {
          // Once it is known whether the field itself goes away: browsers tell of that in the middle.
          queueMicrotask(() => {
            if (isLeft(currentTarget)) entry.commit();
          });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') entry.commit();
          else if (event.key === 'Escape') entry.restore();
          else onKeyDown?.(event);
        }}
        onWheel={(event) => onWheel?.(event)}
      />
      <span id={`${id}-note`} class={problem === null ? 'note' : 'note problem'} aria-live="polite">
        {problem === null ? null : <span aria-hidden="true">⚠ </span>}
        {note}
      </span>
    </div>
  );
}

/** Whether the user has left a field, rather than the field the user, or the user the window to look something up. */
function isLeft(field: HTMLInputElement): boolean {
  return field.isConnected && !field.disabled && document.activeElement !== field;
}
