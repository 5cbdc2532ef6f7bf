import type { Client } from '@pyrpl-mux/client';

/** Names of the modules whose settings the suite changes. */
export const ASGS = ['asg0', 'asg1'] as const;
export const PIDS = ['pid0', 'pid1', 'pid2'] as const;
export const IQS = ['iq0', 'iq1', 'iq2'] as const;

/** Disconnects both outputs and brings every module to a state without effect. */
export async function settle(client: Client): Promise<void> {
  await client.command('outputs_off');
  for (const channel of ASGS) {
    await client.command('asg_setup', {
      channel,
      waveform: 'sin',
      frequency: 1000,
      amplitude: 0,
      offset: 0,
      output_direct: 'off',
      start_phase: 0,
      cycles_per_burst: 0,
      bursts: 1,
      burst_delay: 0,
      trigger_source: 'off',
    });
  }
  for (const channel of PIDS) {
    await client.command('pid_configure', {
      channel,
      input: 'off',
      output_direct: 'off',
      setpoint: 0,
      p: 0,
      i: 0,
      input_filter: [],
      min_voltage: -1,
      max_voltage: 1,
      pause: 'off',
    });
    await client.command('pid_set_integrator', { channel, value: 0 });
  }
  for (const channel of IQS) {
    await client.command('iq_setup', {
      channel,
      input: 'off',
      output_direct: 'off',
      frequency: 1e6,
      bandwidth: [1e4, 1e4],
      phase: 0,
      gain: 0,
      amplitude: 0,
      acbandwidth: 0,
      output_signal: 'quadrature',
      quadrature_factor: 1,
    });
  }
  await client.command('scope_setup', {
    input1: 'in1',
    input2: 'asg0',
    decimation: 1,
    trigger_source: 'off',
    threshold: 0,
    hysteresis: 0.01,
    trigger_delay: 0,
    average: false,
  });
}
