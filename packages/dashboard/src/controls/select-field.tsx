import type { JSX } from 'preact';
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
