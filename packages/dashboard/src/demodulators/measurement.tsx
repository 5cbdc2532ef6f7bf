import { useSignal } from '@preact/signals';
import type { CommandResult } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { NumberField } from '../controls/number-field.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { useRepeatedRead } from '../polling/use-repeated-read.ts';
import { formatSi } from '../quantities/si.ts';
import { useSeen } from '../visibility/use-seen.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import type { Channel } from './demodulator-section.tsx';
import { Phasor } from './phasor.tsx';

/** Milliseconds between measurements, by the name of the rate. */
const RATES: ReadonlyMap<string, number> = new Map([
  ['off', 0],
  ['once a second', 1000],
  ['5 times a second', 200],
  ['20 times a second', 50],
]);

/** Seconds over which the quadratures are averaged, until something else is chosen. */
const AVERAGING_TIME = 0.01;

/** Both quadratures of a demodulator, on demand or again and again. */
export function Measurement({ channel }: { readonly channel: Channel }): JSX.Element {
  const { link } = useDashboard();
  const element = useRef<HTMLDivElement>(null);
  const seen = useSeen(element);
  const rate = useSignal('off');
  const averagingTime = useSignal(AVERAGING_TIME);
  const measured = useSignal<CommandResult<'iq_get_measurement'> | null>(null);
  const interval = RATES.get(rate.value) ?? 0;
  const live = interval > 0 && seen && link.steerable.value;
  const params = { channel, averaging_time: averagingTime.value };
  const repeated = useRepeatedRead(live, interval, async () => {
    measured.value = await link.command('iq_get_measurement', params);
  });
  const measureOnce = async (): Promise<void> => {
    measured.value = (await link.steer('iq_get_measurement', params)) ?? measured.value;
  };
  const averaging = describedParameter(link.describe('iq_get_measurement'), 'averaging_time');
  return (
    <div ref={element} class="iq-measurement">
      <div class="module-body">
        <div class="fields">
          <NumberField
            label="Averaging time"
            unit={averaging.unit}
            value={averagingTime.value}
            min={averaging.minimum}
            max={averaging.maximum}
            disabled={!link.steerable.value}
            description={averaging.description}
            onCommit={(value) => {
              averagingTime.value = value;
              return Promise.resolve(value);
            }}
          />
          <SelectField
            label="Live"
            value={rate.value}
            options={[...RATES.keys()]}
            disabled={!link.steerable.value}
            hint={`Commands of others to ${channel} wait while it measures.`}
            onCommit={(name) => {
              rate.value = name;
              return Promise.resolve();
            }}
          />
        </div>
        <div class="actions">
          <button type="button" disabled={!link.steerable.value} onClick={() => void measureOnce()}>
            Measure
          </button>
          <Quadratures measured={measured.value} />
        </div>
        {repeated.problem.value === null ? null : <p class="warning">{repeated.problem.value}</p>}
      </div>
      <Phasor i={measured.value?.i ?? 0} q={measured.value?.q ?? 0} />
    </div>
  );
}

function Quadratures({
  measured,
}: {
  readonly measured: CommandResult<'iq_get_measurement'> | null;
}): JSX.Element {
  if (measured === null) return <span class="hint">not measured yet</span>;
  const { i, q, magnitude, phase } = measured;
  return (
    <dl class="quadratures value">
      <div>
        <dt>i</dt>
        <dd>{formatSi(i, 'V', 4)}</dd>
      </div>
      <div>
        <dt>q</dt>
        <dd>{formatSi(q, 'V', 4)}</dd>
      </div>
      <div>
        <dt>Magnitude</dt>
        <dd>{formatSi(magnitude, 'V', 4)}</dd>
      </div>
      <div>
        <dt>Phase</dt>
        <dd>{`${phase.toFixed(2)} deg`}</dd>
      </div>
    </dl>
  );
}
