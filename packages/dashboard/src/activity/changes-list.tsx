import type { JSX } from 'preact';
import type { ModuleChange } from '../board/change-feed.ts';
import { commandOf } from '../board/module-command.ts';
import { settingText } from '../board/setting-text.ts';
import { whoText } from '../board/who-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';

/** The last changes of the board, whoever made them. */
export function ChangesList(): JSX.Element {
  const { changes } = useDashboard();
  const list = changes.changes.value;
  return (
    <section class="panel" aria-labelledby="activity-changes">
      <div class="heading">
        <h2 id="activity-changes">Board changes</h2>
        <button type="button" disabled={list.length === 0} onClick={() => changes.clear()}>
          Clear the list
        </button>
      </div>
      {list.length === 0 ? (
        <p class="nothing">Nobody has changed the board since this page was opened.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
        <ol class="changes value" aria-labelledby="activity-changes" tabIndex={0}>
          {list.map((change) => (
            <Change key={change.entry} change={change} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Change({ change }: { readonly change: ModuleChange }): JSX.Element {
  const { link } = useDashboard();
  const { when, module, by, settings, times } = change;
  const command = commandOf(module);
  const described = command === null ? undefined : link.describe(command);
  const time = new Date(when);
  return (
    <li>
      <time dateTime={time.toISOString()}>{time.toLocaleTimeString()}</time>
      <strong>{module}</strong>
      <span class="settings">
        {settings.map(({ setting, from, to }) => {
          const { unit } = describedParameter(described, setting);
          return (
            <span key={setting} class="setting">
              {setting} <span class="from">{settingText(from, unit)}</span>
              <span aria-hidden="true"> → </span>
              <span class="visually-hidden"> to </span>
              <span class="to">{settingText(to, unit)}</span>
            </span>
          );
        })}
      </span>
      <span class="by">
        {by === null ? 'found on the board' : `${whoText(by.session, by.client)}, ${by.command}`}
        {times === 1 ? '' : ` (${times} times)`}
      </span>
    </li>
  );
}
