import { describe, expect, it } from 'vitest';
import type { Settings } from './module-settings.ts';
import { planRestore } from './restore-plan.ts';
import { type StagedSettings, stagedSettings } from './write-order.ts';

const PID: Settings = {
  ...{ input: 'in1', output_direct: 'out1', setpoint: 0, p: 1, i: 10, pause: 'off' },
  ...{ min_voltage: -0.5, max_voltage: 0.5 },
};

/** Stages of a controller of which some settings differ. */
function staged(saved: Settings, now = PID): StagedSettings {
  return stagedSettings('pid0', now, { ...now, ...saved }, new Set(Object.keys(saved)));
}

describe('the order of writing', () => {
  it('takes a gain with the other sign through 0, so that no lock runs away with the old input', () => {
    expect(staged({ p: -2, i: -5 })).toMatchObject({ lower: { p: 0, i: 0 }, raise: { p: -2, i: -5 } });
    expect(staged({ p: 3, i: 5 })).toMatchObject({ lower: { i: 5 }, raise: { p: 3 } });
  });

  it('keeps a controller silent while its input changes, and a filter off', () => {
    expect(staged({ input: 'pid1' })).toEqual({
      ...{ disconnect: {}, connect: {} },
      lower: { p: 0, i: 0 },
      change: { input: 'pid1', setpoint: 0 },
      raise: { p: 1, i: 10 },
    });
    expect(staged({ input: 'pid1', p: -2 })).toMatchObject({
      lower: { p: 0, i: 0 },
      raise: { p: -2, i: 10 },
    });
    const filter = { input: 'in1', on: true };
    expect(stagedSettings('iir', filter, { ...filter, input: 'in2' }, new Set(['input']))).toMatchObject({
      ...{ lower: { on: false }, change: { input: 'in2' }, raise: { on: true } },
    });
  });

  it('lowers a generator before and raises it after its waveform changes, through 0 to an offset of the other sign', () => {
    const now = {
      waveform: 'sin',
      amplitude: 0.5,
      offset: 0.4,
      output_direct: 'out1',
      trigger_source: 'off',
    };
    const saved = {
      ...{ waveform: 'ramp', amplitude: 0.2, offset: -0.3, output_direct: 'both' },
      trigger_source: 'immediately',
    };
    expect(stagedSettings('asg0', now, saved, new Set(Object.keys(saved)))).toEqual({
      disconnect: {},
      lower: { amplitude: 0.2, offset: 0 },
      change: { waveform: 'ramp', amplitude: 0.2 },
      raise: { offset: -0.3 },
      connect: { output_direct: 'both', trigger_source: 'immediately' },
    });
  });

  it('connects generators when what listens to them is as it shall be', () => {
    const at = (output_direct: string) => ({ waveform: 'sin', output_direct });
    const all = (output: string) => ({ asg0: at(output), trig: at(output), pid0: at(output) });
    const { steps } = planRestore(all('out1'), all('off'), ['asg0', 'trig', 'pid0']);
    expect(steps.map(({ module }) => module)).toEqual(['pid0', 'trig', 'asg0']);
  });

  it('narrows limits first, moves them together where they do not meet, and widens them last', () => {
    expect(staged({ min_voltage: -1, max_voltage: 0.2 })).toMatchObject({
      ...{ lower: { max_voltage: 0.2 }, raise: { min_voltage: -1 } },
    });
    expect(staged({ min_voltage: 0.6, max_voltage: 0.9 })).toMatchObject({
      ...{ lower: {}, change: { min_voltage: 0.6, max_voltage: 0.9 }, raise: {} },
    });
  });

  it.each(['0.25', true, [0.25], null])(
    'leaves a limit that is no number (%j) as it is, to be refused',
    (limit) => {
      expect(staged({ max_voltage: limit }).change).toEqual({ max_voltage: limit });
    },
  );
});
