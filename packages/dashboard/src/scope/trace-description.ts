import type { ScopeTrace } from '@pyrpl-mux/client';
import { formatSi } from '../quantities/si.ts';
import { timePerDivisionText } from './time-base.ts';

type Settings = ScopeTrace['settings'];

/** The channel that a trigger source compares with the level; null for a source without a level. */
export function levelChannel(source: Settings['trigger_source']): 'ch1' | 'ch2' | null {
  if (source === 'ch1_positive_edge' || source === 'ch1_negative_edge') return 'ch1';
  if (source === 'ch2_positive_edge' || source === 'ch2_negative_edge') return 'ch2';
  return null;
}

/** How a trigger source is called: `ch1 rising`, `immediately`. */
export function triggerName(source: string): string {
  return source.replace('_positive_edge', ' rising').replace('_negative_edge', ' falling');
}

/** What the plot shows, for people who don't see it. */
export function traceDescription(settings: Settings | null): string {
  if (settings === null) return 'No trace yet.';
  const { input1, input2, decimation, trigger_source: source, threshold } = settings;
  const level = levelChannel(source) === null ? '' : ` at ${formatSi(threshold, 'V', 4)}`;
  const trigger = triggerName(source ?? 'off');
  return (
    `Voltage over time: ${input1} on channel 1, ${input2} on channel 2, ` +
    `${timePerDivisionText(decimation)}, trigger ${trigger}${level}.`
  );
}
