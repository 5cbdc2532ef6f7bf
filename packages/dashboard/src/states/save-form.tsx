import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import type { StateBook } from './state-book.ts';

/** Saves the board's settings under a name. */
export function SaveForm({ book }: { readonly book: StateBook }): JSX.Element {
  const { link } = useDashboard();
  const name = useSignal('');
  const note = useSignal('');
  const replace = useSignal(false);
  const exists = book.list.value?.states.some((state) => state.name === name.value) ?? false;
  const disabled = !link.steerable.value || book.busy.value;
  const save = async (): Promise<void> => {
    const saved = await book.save({ name: name.value, note: note.value, replace: exists && replace.value });
    if (!saved) return;
    name.value = '';
    note.value = '';
    replace.value = false;
  };
  return (
    <form
      class="save-state"
      aria-label="Save the settings"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        Name
        <input
          required
          maxLength={64}
          autocomplete="off"
          placeholder="cavity locked"
          disabled={disabled}
          value={name}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </label>
      <label class="note">
        Note
        <input
          maxLength={2000}
          autocomplete="off"
          placeholder="anything that helps to know it again"
          disabled={disabled}
          value={note}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </label>
      {exists ? (
        <label class="replace">
          <input
            type="checkbox"
            required
            checked={replace}
            disabled={disabled}
            onChange={({ currentTarget }) => {
              replace.value = currentTarget.checked;
            }}
          />
          Replace the state of that name
        </label>
      ) : null}
      <button type="submit" disabled={disabled}>
        Save all settings
      </button>
    </form>
  );
}
