import type { JSX } from 'preact';
import { GeneratorSection } from './generator-section.tsx';
import './generators.css';

/** Both signal generators. */
export function GeneratorsPanel(): JSX.Element {
  return (
    <section class="panel" aria-labelledby="generators-title">
      <h2 id="generators-title">Signal generators</h2>
      <GeneratorSection channel="asg0" />
      <GeneratorSection channel="asg1" />
    </section>
  );
}
