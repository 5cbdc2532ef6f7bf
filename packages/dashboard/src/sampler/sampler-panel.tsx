import type { JSX } from 'preact';
import { useRememberedOpen } from '../module-section/use-remembered-open.ts';
import { SampledSignals } from './sampled-signals.tsx';
import './sampler.css';

/** The present values of all signals of the board. */
export function SamplerPanel(): JSX.Element {
  const remembered = useRememberedOpen('sampler', true);
  return (
    <section class="panel sampler" aria-labelledby="sampler-title">
      <details {...remembered}>
        <summary>
          <h2 id="sampler-title">Signals now</h2>
        </summary>
        {remembered.open ? <SampledSignals /> : null}
      </details>
    </section>
  );
}
