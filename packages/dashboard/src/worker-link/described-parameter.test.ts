import { catalogue, describeCommand } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { describedParameter } from './described-parameter.ts';

function described(name: string, parameter: string): ReturnType<typeof describedParameter> {
  const definition = catalogue.get(name);
  return describedParameter(definition === undefined ? undefined : describeCommand(definition), parameter);
}

describe('describedParameter', () => {
  it('finds unit and range of a number', () => {
    expect(described('asg_setup', 'frequency')).toEqual({
      unit: 'Hz',
      minimum: 0,
      maximum: 62.5e6,
      whole: false,
      options: [],
      description: 'repetition rate of the waveform, on a grid of 0.116 Hz',
    });
    expect(described('asg_setup', 'bursts')).toMatchObject({ unit: '1', minimum: 1, whole: true });
    expect(described('pid_configure', 'input_filter')).toMatchObject({ unit: 'Hz' });
  });

  it('finds the options of a choice', () => {
    expect(described('pid_configure', 'pause').options).toEqual(['off', 'i', 'p', 'pi']);
    expect(described('asg_setup', 'output_direct')).toMatchObject({
      options: ['off', 'out1', 'out2', 'both'],
      description: 'where the output goes',
    });
  });

  it('limits nothing that it does not know', () => {
    const nothing = {
      unit: '1',
      minimum: undefined,
      maximum: undefined,
      whole: false,
      options: [],
      description: '',
    };
    expect(described('asg_setup', 'colour')).toEqual(nothing);
    expect(described('no_command', 'frequency')).toEqual(nothing);
  });
});
