import type { JSX } from 'preact';
import { formatBandwidths, parseBandwidths } from '../quantities/bandwidths.ts';
import { EntryField } from './entry-field.tsx';
import { useEntry } from './use-entry.ts';

/** What a {@link FilterField} shows and does. */
export interface FilterFieldProps {
  readonly label: string;
  /** Bandwidths in Hz as read back; null where they are not known. */
  readonly value: readonly number[] | null;
  /** How many filters follow one another. */
  readonly most: number;
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
  /** @returns the bandwidths read back; undefined if it failed, which has been said elsewhere */
  readonly onCommit: (value: readonly number[]) => Promise<readonly number[] | undefined>;
}

/** Bandwidths of filters that follow one another. */
export function FilterField(props: FilterFieldProps): JSX.Element {
  const { label, value, most, disabled = false, hint, onCommit } = props;
  const entry = useEntry<readonly number[]>(value, {
    parse: (text) => parseBandwidths(text, most),
    format: formatBandwidths,
    send: onCommit,
  });
  return (
    <EntryField
      label={label}
      entry={entry}
      disabled={disabled}
      hint={hint}
      title={
        'Bandwidths with semicolons between them; negative for a high-pass, “off” for none. The board takes the nearest it has. ' +
        'Enter sends, Escape restores.'
      }
    />
  );
}
