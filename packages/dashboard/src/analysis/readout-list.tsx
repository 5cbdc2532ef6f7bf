import type { ComponentChildren, JSX } from 'preact';
import type { Readout } from './cursor-readout.ts';

/** Values of one thing, behind its name. */
export function ReadoutRow({
  heading,
  style = '',
  children,
}: {
  readonly heading: string;
  /** Class with the colour of the thing. */
  readonly style?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="readout-row">
      <h3 class={style}>{heading}</h3>
      {children}
    </div>
  );
}

/** Values with their names, as many side by side as there is room for. */
export function ReadoutList({
  label,
  readouts,
}: {
  readonly label: string;
  readonly readouts: readonly Readout[];
}): JSX.Element {
  return (
    <dl class="readouts" aria-label={label}>
      {readouts.map(({ name, text, title }) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd class="value">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
