import { describe, expect, it } from 'vitest';
import { written } from './testing/written.ts';

describe("the driver writes PyRPL's values into PyRPL's registers", () => {
  it('iir.setup: coefficients in one write, switched on after them, connected last', async () => {
    const writes = await written(({ iir }) =>
      iir.setup({
        input: 'in1',
        output_direct: 'out1',
        zeros: [[-3e3, 1e5]],
        poles: [[-3e3, 5e4]],
        gain: 0.5,
        loops: 10,
        on: true,
      }),
    );
    expect(writes).toEqual([
      '40340000=A',
      '40340100=A',
      '40348000=402C327,0,0,0,0,0,0,0',
      '40340104=1',
      '40340004=1',
    ]);
  });

  it('iir: a filter that is on is switched off around a change, and disconnected before it', async () => {
    const writes = await written(async ({ iir }) => {
      await iir.setup({ zeros: [], poles: [], gain: 0.5, on: true });
      await iir.setup({ gain: 0.25, output_direct: 'off' });
      await iir.setup({ bypass: true, input_filter: -1218 });
    });
    expect(writes).toEqual([
      '40340100=3',
      '40348000=10000000,0,0,0,0,0,0,0',
      '40340104=1',
      '40340004=0',
      '40340104=0',
      '40340100=3',
      '40348000=8000000,0,0,0,0,0,0,0',
      '40340104=1',
      '40340120=C3',
      '40340104=3',
    ]);
  });

  it('trig.setup', async () => {
    const writes = await written(({ trig }) =>
      trig.setup({
        input: 'asg0',
        output_direct: 'out2',
        threshold: 0.5,
        hysteresis: 1e-3,
        trigger_source: 'pos_edge',
        output_signal: 'asg0_phase',
        phase_offset: 90,
        auto_rearm: false,
        armed: true,
      }),
    );
    expect(writes).toEqual([
      '40330000=8',
      '4033010C=1',
      '40330110=1000',
      '40330118=1000',
      '4033011C=8',
      '40330104=0',
      '40330108=1',
      '40330100=1',
      '40330004=2',
    ]);
  });

  it('trig: what stops it comes first', async () => {
    const writes = await written(({ trig }) =>
      trig.setup({ output_direct: 'off', trigger_source: 'off', threshold: -0.5, phase_abs: true }),
    );
    expect(writes).toEqual(['40330004=0', '40330108=0', '40330118=3000', '40330104=2']);
  });

  it('pwm0.input and pwm1.input', async () => {
    const writes = await written(async ({ pwm0, pwm1 }) => {
      await pwm0.setup({ input: 'pid0' });
      await pwm1.setup({ input: 'off' });
    });
    expect(writes).toEqual(['403A0000=0', '403B0000=F']);
  });
});
