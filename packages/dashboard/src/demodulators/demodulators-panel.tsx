import type { JSX } from 'preact';
import { DemodulatorSection } from './demodulator-section.tsx';
import './demodulators.css';

/** The three demodulators. */
export function DemodulatorsPanel(): JSX.Element {
  return (
    <section class="panel" aria-labelledby="demodulators-title">
      <h2 id="demodulators-title">Demodulators</h2>
      <DemodulatorSection channel="iq0" />
      <DemodulatorSection channel="iq1" />
      <DemodulatorSection channel="iq2" />
    </section>
  );
}
