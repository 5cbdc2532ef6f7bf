import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { LoginForm } from './login-form.tsx';
import { situationOf } from './situation.ts';
import './situation.css';

/** While not all is well: one sentence on what is the matter, and the next step. Nothing otherwise. */
export function SituationBar({ pageVersion }: { readonly pageVersion: string }): JSX.Element | null {
  const { link } = useDashboard();
  const situation = situationOf({
    phase: link.phase.value,
    worker: link.worker.value,
    pageVersion,
    workerVersion: link.greeting.value?.worker.version ?? null,
  });
  if (situation === null) return null;
  const { tone, sentence, next } = situation;
  return (
    <section class={`situation ${tone}`} role={tone === 'bad' ? 'alert' : 'status'} aria-label="Situation">
      <p>
        <span aria-hidden="true">{tone === 'bad' ? '▲' : '◐'}</span> {sentence}
      </p>
      {next === 'log-in' ? <LoginForm /> : null}
      {next === 'reload' ? (
        <button type="button" onClick={() => window.location.reload()}>
          Reload the page
        </button>
      ) : null}
    </section>
  );
}
