import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import './fields.css';

/** What a {@link ToggleField} shows and does. */
export interface ToggleFieldProps {
  readonly label: string;
  /** As read back; null where it is not known. */
  readonly value: boolean | null;
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
  /** Ends when the worker has answered. */
  readonly onCommit: (value: boolean) => Promise<unknown>;
}

/** Something that is on or off. What the board has is shown again if it refuses. */
export function ToggleField({ label, value, disabled, hint, onCommit }: ToggleFieldProps): JSX.Element {
  const id = useId();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const choose = async (on: boolean): Promise<void> => {
    setChosen(on);
    try {
      await onCommit(on);
    } finally {
      setChosen(null);
    }
  };
  return (
    <div class="field toggle">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="value"
        type="checkbox"
        checked={chosen ?? value ?? false}
        disabled={(disabled ?? false) || value === null}
        aria-describedby={`${id}-note`}
        onChange={({ currentTarget }) => void choose(currentTarget.checked)}
      />
      <span id={`${id}-note`} class="note">
        {hint}
      </span>
    </div>
  );
}
