import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { NumberField } from '../controls/number-field.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { useRepeatedRead } from '../polling/use-repeated-read.ts';
import { useSeen } from '../visibility/use-seen.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import type { Channel } from './controller-section.tsx';
import { limitReached } from './limits.ts';
import { OutputMeter } from './output-meter.tsx';

/** Milliseconds between readings: twice a second or so. */
const INTERVAL = 450;

/** What moves in a controller by itself, and that no event tells: its output and its integrator. */
export function ControllerMotion({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board, link } = useDashboard();
  const element = useRef<HTMLDivElement>(null);
  const seen = useSeen(element);
  const settings = board.settings(channel).value;
  const motion = useRepeatedRead(seen && link.live.value, INTERVAL, async () => {
    const [{ integrator }, output] = await Promise.all([
      link.command('pid_get', { channel }),
      link.command('sampler_read', { channel }),
    ]);
    return { integrator, output: typeof output === 'number' ? output : null };
  });
  const { integrator, output } = motion.reading.value ?? { integrator: null, output: null };
  const { unit, minimum, maximum, description } = describedParameter(
    link.describe('pid_set_integrator'),
    'value',
  );
  const load = (value: number): Promise<number | undefined> =>
    link.steer('pid_set_integrator', { channel, value });
  const disabled = settings === null || !link.steerable.value;
  return (
    <div ref={element} class="module-body">
      <OutputMeter output={output} min={settings?.min_voltage ?? -1} max={settings?.max_voltage ?? 1} />
      <div class="fields">
        <div class="integrator">
          <NumberField
            label="Integrator"
            unit={unit}
            value={integrator}
            min={minimum}
            max={maximum}
            resolution={1e-4}
            disabled={disabled}
            hint={
              integrator !== null && limitReached(integrator, minimum ?? -4, maximum ?? 4) !== null
                ? 'at its limit'
                : undefined
            }
            description={`${description}; with a gain on, it moves on from there at once`}
            onCommit={load}
          />
          <button
            type="button"
            disabled={disabled}
            title="Loads 0 V into the integrator."
            onClick={() => void load(0)}
          >
            Reset
          </button>
        </div>
      </div>
      {motion.problem.value === null ? null : <p class="warning">{motion.problem.value}</p>}
    </div>
  );
}
