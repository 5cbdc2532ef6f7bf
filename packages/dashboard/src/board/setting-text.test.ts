import { describe, expect, it } from 'vitest';
import { commandOf } from './module-command.ts';
import { settingText } from './setting-text.ts';

describe('settingText', () => {
  it('writes any value of a setting for people', () => {
    expect(settingText(0.0123456789, 'V')).toBe('12.346 mV');
    expect(settingText(2, '1')).toBe('2');
    expect([true, false, 'out1', null, undefined].map((value) => settingText(value, '1'))).toEqual([
      ...['yes', 'no', 'out1', 'unknown', 'unknown'],
    ]);
    expect(settingText([100, -5], 'Hz')).toBe('[100 Hz, -5 Hz]');
  });

  it('cuts a long list', () => {
    const text = settingText(
      Array.from({ length: 500 }, (_, index) => index),
      '1',
    );
    expect(text).toHaveLength(48);
    expect(text.endsWith('…')).toBe(true);
  });
});

describe('commandOf', () => {
  it('finds the command that sets a module', () => {
    expect(['asg1', 'pid0', 'iq2', 'scope', 'pwm1', 'hk'].map(commandOf)).toEqual([
      ...['asg_setup', 'pid_configure', 'iq_setup', 'scope_setup', 'pwm_set', null],
    ]);
  });
});
