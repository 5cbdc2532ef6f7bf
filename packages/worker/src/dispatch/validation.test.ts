import { CommandError, catalogue } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommand, validateParams } from './validation.ts';

function refusal(command: string, params: unknown): CommandError {
  try {
    validateParams(findCommand(command), params);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('validation against the catalogue', () => {
  it('"An impossible value is an error" with limit, unit and value', () => {
    const error = refusal('asg_setup', { frequency: 1e9 });
    expect(error.message).toBe(
      'frequency must be at most 62500000 Hz, but was 1000000000. Nothing was changed.',
    );
    expect(error.info).toEqual({
      code: 'invalid_params',
      effect: 'none',
      issues: [{ path: 'frequency', message: 'must be at most 62500000 Hz, but was 1000000000' }],
    });
  });

  it('"an unknown parameter is an error (a typo must not look like success)"', () => {
    expect(refusal('asg_setup', { frequncy: 1000 }).message).toBe(
      'asg_setup has no parameter "frequncy". Did you mean frequency? Nothing was changed.',
    );
  });

  it.each([
    ['pid_set_setpoint', {}, 'value must be a finite number in V, but is missing. Nothing was changed.'],
    [
      'pid_set_setpoint',
      { value: Number.NaN },
      'value must be a finite number in V, but was NaN. Nothing was changed.',
    ],
    [
      'asg_get',
      { channel: 'asg7' },
      'channel must be "asg0" or "asg1", but was "asg7". Nothing was changed.',
    ],
    ['asg_setup', { bursts: 1.5 }, 'bursts must be a whole number, but was 1.5. Nothing was changed.'],
    [
      'pid_configure',
      { input_filter: [1, 2, 3, 4, 5] },
      'input_filter must have at most 4 values. Nothing was changed.',
    ],
    [
      'pid_configure',
      { d: 1 },
      'd must be 0, for this FPGA image has no derivative gain. Nothing was changed.',
    ],
    [
      'iq_setup',
      { bandwidth: 'x' },
      'bandwidth must be a finite number or a list in Hz, but was "x". Nothing was changed.',
    ],
    ['cancel', {}, 'give either id or number. Nothing was changed.'],
    [
      'scope_set_decimation',
      { value: 3 },
      'value must be a power of two from 1 to 65536. Nothing was changed.',
    ],
  ])('says what is wrong with %s %j', (command, params, sentence) => {
    expect(refusal(command, params).message).toBe(sentence);
  });

  it('lists all issues, and names the first three in the sentence', () => {
    const error = refusal('asg_setup', {
      frequency: -1,
      amplitude: 2,
      offset: 3,
      bursts: 0,
      start_phase: 400,
    });
    expect(error.info.issues).toHaveLength(5);
    expect(error.message).toContain('There are 2 more problems.');
  });

  it('names the command that was probably meant', () => {
    expect(() => findCommand('asg_set_freqency')).toThrow('Did you mean asg_set_frequency?');
    expect(() => findCommand('constructor')).toThrow('There is no command "constructor". Nothing was done');
  });

  it('answers any params with a result or a sentence, never with another error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalogue.keys()), fc.anything({ maxDepth: 3 }), (command, params) => {
        try {
          validateParams(findCommand(command), params);
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
          expect(error instanceof CommandError ? error.message.length : 0).toBeLessThan(1000);
        }
      }),
    );
  });

  it('fills in defaults and accepts every example of the catalogue', () => {
    expect(validateParams(findCommand('asg_get'), {})).toEqual({ channel: 'asg0' });
    for (const definition of catalogue.values())
      expect(() => validateParams(definition, definition.example)).not.toThrow();
  });
});
