import type { JSX } from 'preact';
import type { Readout } from './cursor-readout.ts';

/** Values with their names, as many side by side as there is room for. */
export function ReadoutList({
  label,
  style,
  readouts,
}: {
  readonly label: string;
  /** Class that says whose values these are. */
  readonly style?: string;
  readonly readouts: readonly Readout[];
}): JSX.Element {
  return (
    <dl class={`readouts ${style ?? ''}`} aria-label={label}>
      {readouts.map(({ name, text, title }) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd class="value">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
