import type { JSX } from 'preact';
import { IirSection } from './iir-section.tsx';
import { PwmSection } from './pwm-section.tsx';
import { TrigSection } from './trig-section.tsx';

/** Filter, trigger and slow outputs: what else can drive something. */
export function OtherModulesPanel(): JSX.Element {
  return (
    <section class="panel" aria-labelledby="other-modules-title">
      <h2 id="other-modules-title">Filter, trigger and slow outputs</h2>
      <IirSection />
      <TrigSection />
      <PwmSection channel="pwm0" />
      <PwmSection channel="pwm1" />
    </section>
  );
}
