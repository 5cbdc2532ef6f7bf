import type { ComponentChildren, JSX } from 'preact';
import type { ToldModule } from '../board/board-settings.ts';
import { type Direct, outputLabel } from '../outputs/output-drive.ts';
import { ModuleChange } from './module-change.tsx';
import { useRememberedOpen } from './use-remembered-open.ts';
import './module-section.css';

/** What a {@link ModuleSection} shows. */
export interface ModuleSectionProps {
  readonly module: ToldModule;
  /** What the module does at present, in a few words. */
  readonly brief: string;
  /** Where its output goes; undefined as long as that is not known, or for a module without direct output. */
  readonly output?: Direct | undefined;
  /** Whether it is open where nobody has opened or closed it yet. */
  readonly openAtFirst?: boolean | 'roomy';
  /** Drawn while the section is open. */
  readonly children: ComponentChildren;
}

/** One module of the board: its heading tells what it does and drives, and who changed it last; it can be closed. */
export function ModuleSection(props: ModuleSectionProps): JSX.Element {
  const { module, brief, output, openAtFirst = false, children } = props;
  const remembered = useRememberedOpen(module, openAtFirst);
  return (
    <section class="module-section" aria-label={module}>
      <details {...remembered}>
        <summary>
          <span class="name">{module}</span>
          {output === undefined ? null : (
            <span class={output === 'off' ? 'drive value' : 'drive connected value'}>
              {output === 'off' ? 'no output' : `→ ${outputLabel(output)}`}
            </span>
          )}
          <span class="brief value">{brief}</span>
          <ModuleChange module={module} />
        </summary>
        {remembered.open ? <div class="module-body">{children}</div> : null}
      </details>
    </section>
  );
}
