import type { JSX } from 'preact';
import { ControllerSection } from './controller-section.tsx';
import './controllers.css';

/** The three PID controllers. */
export function ControllersPanel(): JSX.Element {
  return (
    <section class="panel" aria-labelledby="controllers-title">
      <h2 id="controllers-title">PID controllers</h2>
      <ControllerSection channel="pid0" />
      <ControllerSection channel="pid1" />
      <ControllerSection channel="pid2" />
    </section>
  );
}
