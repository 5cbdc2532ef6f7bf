import type { JSX } from 'preact';
import { NumberField } from '../controls/number-field.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { formatSi } from '../quantities/si.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import { MOST_AVERAGED } from './scope-view.ts';
import { zoomed, zoomOf } from './time-base.ts';
import { VOLTS_PER_DIVISION } from './volt-range.ts';

const AUTO = 'auto';

const WHOLE = '1';

const ZOOMS: readonly string[] = [WHOLE, '2', '5', '10', '20', '50', '100'];

/** How this page shows the traces; nobody else sees it. */
export function ViewSettings(): JSX.Element {
  const { link, scope } = useDashboard();
  const { perDivision, centre } = scope.axes;
  const { minimum, maximum } = describedParameter(link.describe('scope_setup'), 'threshold');
  const volts = perDivision.value;
  const averaged = scope.averaged.value;
  return (
    <fieldset class="scope-settings">
      <legend>
        View <span class="scope-note">this page only</span>
      </legend>
      <SelectField
        label="Volts per division"
        value={volts === null ? AUTO : String(volts)}
        options={[AUTO, ...VOLTS_PER_DIVISION.map(String)]}
        nameOf={(option) => (option === AUTO ? AUTO : `${formatSi(Number(option), 'V')}/div`)}
        onCommit={(option) => {
          perDivision.value = option === AUTO ? null : Number(option);
          return Promise.resolve();
        }}
      />
      <NumberField
        label="Centre"
        unit="V"
        value={centre.value}
        min={minimum}
        max={maximum}
        disabled={volts === null}
        onCommit={(value) => {
          centre.value = value;
          return Promise.resolve(value);
        }}
      />
      <NumberField
        label="Average traces"
        unit="1"
        value={averaged}
        min={1}
        max={MOST_AVERAGED}
        hint={averaged === 1 ? 'off' : `running mean of ${averaged}`}
        onCommit={(value) => {
          scope.average(Math.round(value));
          return Promise.resolve(Math.round(value));
        }}
      />
      <ZoomField />
    </fieldset>
  );
}

/** Which part of the trace is shown; what the pointer does on the plot, for the keyboard. */
function ZoomField(): JSX.Element {
  const { scope } = useDashboard();
  const zoom = scope.zoom.value;
  const whole = scope.span.value;
  return (
    <SelectField
      label="Zoom"
      value={whole === null ? WHOLE : String(Number(zoomOf(whole, zoom).toPrecision(2)))}
      options={ZOOMS}
      nameOf={(option) => (option === WHOLE ? 'whole trace' : `${option} ×`)}
      title="Part of the trace that is shown. With the pointer: drag over the plot; a double click shows all."
      disabled={whole === null}
      onCommit={(option) => {
        if (whole !== null) scope.zoomTo(option === WHOLE ? null : zoomed(whole, zoom, Number(option)));
        return Promise.resolve();
      }}
    />
  );
}
