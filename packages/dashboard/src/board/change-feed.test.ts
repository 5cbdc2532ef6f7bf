import type { BoardChange, ModuleSettings } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { ChangeFeed, differences } from './change-feed.ts';

const PWM = { input: 'off' } as const;
const by = (session: number, command = 'pwm_set'): BoardChange['by'] => ({
  session,
  client: session === 1 ? 'scan.py' : null,
  command,
  number: 7,
});

/** A feed after its snapshot, and a clock in the test's hand. */
function feed() {
  const time = { now: 0 };
  const changes = new ChangeFeed(() => time.now);
  changes.take({ modules: { pwm0: PWM, pwm1: PWM }, by: null });
  return { time, changes };
}

describe('differences', () => {
  it('are the settings that have another value, lists by their members', () => {
    const before = { p: 1, input_filter: [0, 0], input: 'in1', setpoint: null };
    const after = { p: 1, input_filter: [0, 10], input: 'in1', setpoint: 0.5 };
    expect(differences(before, after)).toEqual([
      { setting: 'input_filter', from: [0, 0], to: [0, 10] },
      { setting: 'setpoint', from: null, to: 0.5 },
    ]);
    expect(differences(before, before)).toEqual([]);
  });
});

describe('ChangeFeed', () => {
  it('tells who changed which setting of which module from what to what, newest first', () => {
    const { time, changes } = feed();
    expect(changes.changes.value).toEqual([]);
    time.now = 1000;
    changes.take({ modules: { pwm0: { input: 'pid0' } }, by: by(1) });
    changes.take({ modules: { pwm1: { input: 'iq0' } }, by: by(2) });
    expect(changes.changes.value).toEqual([
      {
        ...{ entry: 2, when: 1000, module: 'pwm1', by: by(2), times: 1 },
        settings: [{ setting: 'input', from: 'off', to: 'iq0' }],
      },
      {
        ...{ entry: 1, when: 1000, module: 'pwm0', by: by(1), times: 1 },
        settings: [{ setting: 'input', from: 'off', to: 'pid0' }],
      },
    ]);
  });

  it('has a snapshot that tells nothing new for no change, and what a snapshot finds for one of nobody', () => {
    const { changes } = feed();
    changes.take({ modules: { pwm0: PWM, pwm1: PWM }, by: null });
    expect(changes.changes.value).toEqual([]);
    changes.take({ modules: { pwm0: { input: 'in1' }, pwm1: PWM }, by: null });
    expect(changes.changes.value).toMatchObject([{ module: 'pwm0', by: null }]);
  });

  it('joins the steps of a knob that is turned, not those of others, of other settings, or of later', () => {
    const { time, changes } = feed();
    const turn = (input: 'in1' | 'in2' | 'asg0', session = 1): void =>
      changes.take({ modules: { pwm0: { input } }, by: by(session) });
    for (const input of ['in1', 'in2', 'asg0'] as const) {
      turn(input);
      time.now += 1500;
    }
    expect(changes.changes.value).toMatchObject([
      { entry: 1, times: 3, settings: [{ from: 'off', to: 'asg0' }] },
    ]);
    turn('in1', 2);
    turn('in2', 1);
    time.now += 2001;
    turn('in1', 1);
    expect(changes.changes.value.map(({ times }) => times)).toEqual([1, 1, 1, 3]);
  });

  it('passes over what moves by itself, unless a command moved it', () => {
    const changes = new ChangeFeed(() => 0);
    const pid: ModuleSettings['pid0'] = {
      ...{ input: 'in1', output_direct: 'off', setpoint: 0, p: 0, i: 0, input_filter: [], integrator: 0 },
      ...{ min_voltage: -1, max_voltage: 1, pause: 'off' },
    };
    const take = (
      more: { readonly integrator?: number; readonly p?: number },
      who: BoardChange['by'],
    ): void => changes.take({ modules: { pid0: { ...pid, ...more } }, by: who });
    take({}, null);
    take({ integrator: 0.1 }, null);
    expect(changes.changes.value).toEqual([]);
    take({ integrator: 0.2, p: 1 }, by(1, 'pid_configure'));
    expect(changes.changes.value).toMatchObject([{ settings: [{ setting: 'p', from: 0, to: 1 }] }]);
    take({ integrator: 0.3, p: 1 }, by(1, 'pid_set_integrator'));
    expect(changes.changes.value[0]).toMatchObject({
      settings: [{ setting: 'integrator', from: 0.2, to: 0.3 }],
    });
  });

  it('keeps the last hundred', () => {
    const { changes } = feed();
    for (let change = 0; change < 300; change++)
      changes.take({ modules: { pwm0: { input: change % 2 === 0 ? 'in1' : 'in2' } }, by: by(change) });
    expect(changes.changes.value).toHaveLength(100);
    expect(changes.changes.value[0]?.entry).toBe(300);
  });
});
