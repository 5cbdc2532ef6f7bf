import { describe, expect, it } from 'vitest';
import { written } from './testing/written.ts';

describe("the driver writes PyRPL's values into PyRPL's registers", () => {
  it('asg0.setup: held, set up, connected, and released by the write that triggers it', async () => {
    const writes = await written((board) =>
      board.asg0.setup({
        waveform: 'sin',
        frequency: 1000,
        amplitude: 0.5,
        offset: 0,
        output_direct: 'out1',
        trigger_source: 'immediately',
      }),
    );
    expect(writes).toEqual([
      '40200000=2000240',
      '40200008=3FFFFFFF',
      '40200004=1000',
      '40200010=218E',
      '40210000=0,3,6,9,D,10,13,16',
      '40380004=1',
      '40200000=2000211',
    ]);
  });

  it('asg1.setup with trigger off', async () => {
    const writes = await written((board) =>
      board.asg1.setup({
        waveform: 'dc',
        amplitude: 0,
        offset: -0.25,
        frequency: 0,
        output_direct: 'out2',
        trigger_source: 'off',
      }),
    );
    expect(writes).toEqual([
      '40200000=2400200',
      '40200028=3FFFFFFF',
      '40200024=38000000',
      '40200030=0',
      '40220000=0,0,0,0,0,0,0,0',
      '40390004=2',
      '40200000=2100200',
    ]);
  });

  it('single attributes of a generator, without touching the control word', async () => {
    const writes = await written(async ({ asg0 }) => {
      await asg0.setup({ frequency: 1e3 });
      await asg0.setup({ offset: -0.1 });
      await asg0.setup({ amplitude: 0.5 });
      await asg0.setup({ start_phase: 90 });
      await asg0.setup({ bursts: 3, cycles_per_burst: 5, burst_delay: 1e-5 });
      await asg0.setup({ output_direct: 'off' });
    });
    // PyRPL takes the floor of the offset (3CCC); the nearest step is 3CCD.
    expect(writes).toEqual([
      '40200010=218E',
      '40200004=3CCD2000',
      '40200004=3CCD1000',
      '4020000C=10000000',
      '40200018=5',
      '4020001C=2',
      '40200020=A',
      '40380004=0',
    ]);
  });

  it('scope: settings, then arming with the trigger source last', async () => {
    const writes = await written(async ({ scope }) => {
      await scope.setup({
        input1: 'asg0',
        input2: 'out1',
        decimation: 128,
        average: true,
        trigger_source: 'ch1_positive_edge',
        trigger_delay: 0,
        threshold: 0.1,
        hysteresis: 0.01,
      });
    });
    expect(writes).toEqual([
      '40380000=8',
      '40390000=C',
      '40100014=80',
      '40100028=1',
      '40100008=333',
      '40100020=52',
    ]);
  });

  it('scope: an acquisition that is stopped disarms it', async () => {
    const controller = new AbortController();
    const writes = await written(async ({ scope }) => {
      const acquisition = scope.acquire({
        settings: { input1: 'in1', decimation: 64, average: true, trigger_source: 'immediately' },
        signal: controller.signal,
        onWaiting: () => controller.abort(),
      });
      await expect(acquisition).rejects.toThrow('The scope was disarmed; its settings stay.');
    });
    expect(writes).toEqual([
      '40380000=A',
      '40100014=40',
      '40100028=1',
      '40100000=2',
      '40100010=4000',
      '40100000=1',
      '40100004=1',
      '40100000=2',
    ]);
  });

  it('pid0.setup, integrator, filters, limits and pauses', async () => {
    const writes = await written(async ({ pid0 }) => {
      await pid0.setup({ input: 'in1', output_direct: 'out1', setpoint: 0.1, p: 1, i: 100 });
      await pid0.setIntegrator(-0.1);
      await pid0.setup({ input_filter: [1e3, -100, 0, 1e6] });
      await pid0.setup({ min_voltage: -0.5, max_voltage: 0.5 });
      await pid0.setup({ pause: 'pi' });
      await pid0.setup({ pause: 'off', output_direct: 'off' });
    });
    expect(writes).toEqual([
      '40300000=A',
      '40300104=333',
      '40300108=1000',
      '4030010C=5455',
      '40300004=1',
      '40300100=FCCD',
      '40300120=9300C68A',
      '40300124=3000',
      '40300128=1000',
      '4030012C=3',
      '4030000C=FE',
      '40300004=0',
      '4030000C=FF',
    ]);
  });

  it('iq0.setup', async () => {
    const writes = await written(async ({ iq0 }) => {
      await iq0.setup({
        frequency: 1e6,
        bandwidth: 100,
        gain: 0,
        phase: 0,
        acbandwidth: 0,
        amplitude: 0.1,
        input: 'in1',
        output_direct: 'out1',
        output_signal: 'quadrature',
        quadrature_factor: 10,
      });
      await iq0.setup({ phase: 45 });
      await iq0.setup({ gain: 1 });
    });
    expect(writes).toEqual([
      '40350000=A',
      '40350120=0',
      '40350108=20C49BA',
      '40350124=86',
      '40350118=A',
      '4035010C=0',
      '40350110=0',
      '4035011C=0',
      '40350114=3333',
      '40350104=0',
      '40350004=1',
      '40350104=E0000000',
      '40350110=800',
      '4035011C=800',
    ]);
  });

  it('the accumulator of a demodulator: times, then the frequency that it has', async () => {
    const writes = await written(async ({ iq2 }) => {
      await iq2.setup({ frequency: 1000, bandwidth: [1000, 1000] });
      await iq2.measureQuadratures(1e-3, { settlingTime: 5e-4 });
    });
    expect(writes.slice(2)).toEqual(['40370130=1E848', '40370134=F424', '40370108=8638']);
  });

  it('LEDs and pins: levels before directions', async () => {
    const writes = await written(({ hk }) => hk.setup({ expansion_p_output: 8, expansion_p: 8, led: 3 }));
    expect(writes).toEqual(['40000030=3', '40000018=8', '40000010=8']);
  });

  it('nothing at all when one of the values is impossible', async () => {
    const writes = await written(async ({ asg0, pid0, iq0, scope, hk }) => {
      await expect(asg0.setup({ frequency: 1, amplitude: 2 })).rejects.toThrow('amplitude = 2 V');
      const noise = asg0.setup({ waveform: 'noise', amplitude: 0.3 });
      await expect(noise).rejects.toThrow(
        'amplitude = 0.3 V is impossible: it must be from 0 V to 0.25 V (rms of noise).',
      );
      await expect(asg0.setup({ trigger_source: 'off', data: [0, 0, 0] })).rejects.toThrow('data');
      await expect(pid0.setup({ p: 1, setpoint: 2 })).rejects.toThrow('setpoint');
      await expect(pid0.setup({ pause: 'pi', min_voltage: 0.5, max_voltage: 0 })).rejects.toThrow(
        'min_voltage',
      );
      await expect(iq0.setup({ gain: 1, bandwidth: [1, 1, 1] })).rejects.toThrow('bandwidth');
      await expect(iq0.measureQuadratures(0)).rejects.toThrow('averaging_time');
      await expect(scope.setup({ threshold: 0, decimation: 3 })).rejects.toThrow('decimation');
      await expect(scope.acquire({ settings: { trigger_source: 'off' } })).rejects.toThrow('never end');
      await expect(hk.setup({ led: 256 })).rejects.toThrow('led');
    });
    expect(writes).toEqual([]);
  });
});
