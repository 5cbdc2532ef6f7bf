import type { JSX, TargetedEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import './fields.css';

/** What a {@link SelectField} shows and does. */
export interface SelectFieldProps {
  readonly label: string;
  /** As read back; null where it is not known. */
  readonly value: string | null;
  readonly options: readonly string[];
  /** How an option is called, where its own name does not say enough. */
  readonly nameOf?: (option: string) => string;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly hint?: string | undefined;
  /** Ends when the worker has answered. */
  readonly onCommit: (value: string) => Promise<unknown>;
}

/** A choice. What the board has is shown again if it refuses. */
export function SelectField(props: SelectFieldProps): JSX.Element {
  const {
    label,
    value,
    options,
    nameOf = (option) => option,
    disabled = false,
    title,
    hint,
    onCommit,
  } = props;
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? value ?? '';
  const choose = async (option: string): Promise<void> => {
    setChosen(option);
    try {
      await onCommit(option);
    } finally {
      setChosen(null);
    }
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="value"
        value={shown}
        disabled={disabled}
        title={title}
        aria-describedby={`${id}-note`}
        onKeyDown={openFirst}
        onChange={({ currentTarget }) => void choose(currentTarget.value)}
      >
        {shown === '' || !options.includes(shown) ? (
          <option value={shown} disabled>
            {shown === '' ? 'unknown' : nameOf(shown)}
          </option>
        ) : null}
        {options.map((option) => (
          <option key={option} value={option}>
            {nameOf(option)}
          </option>
        ))}
      </select>
      <span id={`${id}-note`} class="note">
        {hint}
      </span>
    </div>
  );
}

/** Keys that choose in a closed list on most systems, beside letters. */
const CHOOSING = new Set([
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'End',
  'Home',
  'PageDown',
  'PageUp',
]);

const KNOWS_OPEN = CSS.supports('selector(:open)');

/**
 * Opens the list instead of choosing in the closed one: on the way from `off` to `out2`, each step would be sent to the
 * board at once.
 */
function openFirst(event: TargetedEvent<HTMLSelectElement, KeyboardEvent>): void {
  const { currentTarget: select, key, altKey, ctrlKey, metaKey } = event;
  if (!KNOWS_OPEN || select.matches(':open') || altKey || ctrlKey || metaKey) return;
  if (!CHOOSING.has(key) && (key.length > 1 || key === ' ')) return;
  event.preventDefault();
  select.showPicker();
}
