import type { JSX } from 'preact';
import { commandOf } from '../board/module-command.ts';
import { useDashboard } from '../dashboard-context.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import { LeftList } from './left-list.tsx';
import { RestorePreview } from './restore-preview.tsx';
import { settingPair } from './setting-pair.ts';
import type { Comparison, StateBook, StateModule } from './state-book.ts';

/** The chosen state beside the board as it is now, and what can be done about the differences. */
export function StateComparison({
  book,
  comparison,
}: {
  readonly book: StateBook;
  readonly comparison: Comparison;
}): JSX.Element {
  const { link } = useDashboard();
  const { name, differences, remarks, unknown } = comparison;
  const modules = book.modules.value;
  const ticked = modules.filter((module) => !book.leftOut.value.has(module));
  const count = differences.length === 1 ? '1 setting differs' : `${differences.length} settings differ`;
  return (
    <section class="panel state-comparison" aria-labelledby="comparison-title">
      <div class="heading">
        <h2 id="comparison-title">“{name}” and the board now</h2>
        <button
          type="button"
          disabled={!link.live.value || book.busy.value}
          onClick={() => void book.choose(name)}
        >
          Compare again
        </button>
        <button type="button" onClick={() => book.close()}>
          Close
        </button>
      </div>
      {book.outdated.value ? (
        <p class="outdated" role="status">
          <span aria-hidden="true">◐</span> The board has changed since this was compared.
        </p>
      ) : null}
      {remarks.map((remark) => (
        <p key={remark} class="remark">
          {remark}
        </p>
      ))}
      <p role="status">
        {differences.length === 0 ? 'Every setting that can be compared is as saved.' : `${count}.`}
      </p>
      {differences.length === 0 ? null : (
        <>
          <table>
            <thead>
              <tr>
                <th scope="col">module</th>
                <th scope="col">setting</th>
                <th scope="col">saved</th>
                <th scope="col">now</th>
              </tr>
            </thead>
            {modules.map((module) => (
              <ModuleDifferences key={module} book={book} module={module} comparison={comparison} />
            ))}
          </table>
          <button
            type="button"
            class="look"
            disabled={!link.steerable.value || book.busy.value || ticked.length === 0}
            onClick={() => void book.look()}
          >
            Show what restoring would write
          </button>
        </>
      )}
      <LeftList title="Cannot be compared" settings={unknown} />
      {book.preview.value === null ? null : <RestorePreview book={book} preview={book.preview.value} />}
    </section>
  );
}

interface ModuleDifferencesProps {
  readonly book: StateBook;
  readonly module: StateModule;
  readonly comparison: Comparison;
}

function ModuleDifferences({ book, module, comparison }: ModuleDifferencesProps): JSX.Element {
  const { link } = useDashboard();
  const command = commandOf(module);
  const described = command === null ? undefined : link.describe(command);
  const own = comparison.differences.filter((difference) => difference.module === module);
  return (
    <tbody>
      {own.map(({ setting, saved, now }, index) => {
        const [then, present] = settingPair(saved, now, describedParameter(described, setting).unit);
        return (
          <tr key={setting}>
            {index === 0 ? (
              <th scope="rowgroup" rowSpan={own.length}>
                <label>
                  <input
                    type="checkbox"
                    checked={!book.leftOut.value.has(module)}
                    disabled={!link.steerable.value || book.busy.value}
                    aria-label={`Restore ${module}`}
                    onChange={({ currentTarget }) => book.include(module, currentTarget.checked)}
                  />
                  {module}
                </label>
              </th>
            ) : null}
            <td>{setting}</td>
            <td class="number">{then}</td>
            <td class="number value">{present}</td>
          </tr>
        );
      })}
    </tbody>
  );
}
