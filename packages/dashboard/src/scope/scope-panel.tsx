import type { JSX } from 'preact';
import { ChannelLegend } from './channel-legend.tsx';
import { FrameRate } from './frame-rate.tsx';
import { RunControls } from './run-controls.tsx';
import { ScopeScreen } from './scope-screen.tsx';
import { ScopeSettings } from './scope-settings.tsx';
import { ViewSettings } from './view-settings.tsx';
import './scope.css';

/** The oscilloscope. */
export function ScopePanel(): JSX.Element {
  return (
    <section class="panel scope" aria-labelledby="scope-title">
      <div class="scope-bar">
        <h2 id="scope-title">Oscilloscope</h2>
        <RunControls />
        <ChannelLegend />
        <FrameRate />
      </div>
      <ScopeScreen />
      <div class="scope-fields">
        <ScopeSettings />
        <ViewSettings />
      </div>
    </section>
  );
}
