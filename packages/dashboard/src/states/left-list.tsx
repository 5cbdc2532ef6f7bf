import type { JSX } from 'preact';
import type { Comparison } from './state-book.ts';

/** Settings that nothing can be done about, each with the reason. Nothing where there are none. */
export function LeftList({
  title,
  settings,
}: {
  readonly title: string;
  readonly settings: Comparison['unknown'];
}): JSX.Element | null {
  if (settings.length === 0) return null;
  return (
    <details class="left-list">
      <summary>
        {title}: {settings.length}
      </summary>
      <dl>
        {settings.map(({ module, setting, why }) => (
          <div key={`${module} ${setting}`}>
            <dt>
              {module} {setting}
            </dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
