import { SAMPLE_PERIOD, type ScopeTrace } from '@pyrpl-mux/client';

/**
 * Whether the trace holds every sample, not the smallest and largest of groups (`max_points` of its subscription): only
 * then do its values stand where they were sampled.
 */
export function holdsEverySample({ time_step, settings }: ScopeTrace): boolean {
  const period = SAMPLE_PERIOD * settings.decimation;
  return Math.abs(time_step - period) < 1e-6 * period;
}
