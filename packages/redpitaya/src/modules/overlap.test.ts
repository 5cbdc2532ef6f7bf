import { describe, expect, it } from 'vitest';
import { RedPitaya } from '../board.ts';
import { RegisterLink } from '../link/register-link.ts';
import { SimulatedBoard, SimulatedFpga } from '../simulated/index.ts';

async function onBoard(use: (board: RedPitaya) => Promise<void>): Promise<void> {
  await using server = await SimulatedBoard.start({ fpga: new SimulatedFpga({ noise: 0 }) });
  await using link = await RegisterLink.connect(server);
  await use(await RedPitaya.attach(link));
}

describe('calls of one module that overlap', () => {
  it('a generator changes only what each gives', async () => {
    await onBoard(async ({ asg0 }) => {
      await Promise.all([
        asg0.setup({ waveform: 'noise', amplitude: 0.125 }),
        asg0.setup({ offset: 0.25 }),
        asg0.setup({ waveform: 'sin' }),
        asg0.setup({ frequency: 0 }),
      ]);
      expect(await asg0.get()).toMatchObject({ waveform: 'sin', amplitude: 0.125, offset: 0.25 });
    });
  });

  it('one that is refused does not hold up the next', async () => {
    await onBoard(async ({ asg0 }) => {
      const refused = asg0.setup({ amplitude: 2 });
      const next = asg0.setup({ amplitude: 0.5 });
      await expect(refused).rejects.toThrow('amplitude = 2 V is impossible');
      expect((await next).amplitude).toBe(0.5);
    });
  });

  it('a demodulator measures at the frequency that was set before', async () => {
    await onBoard(async ({ iq0 }) => {
      await iq0.setup({ frequency: 1e6, bandwidth: 1e5 });
      const setup = iq0.setup({ frequency: 2e6 });
      await Promise.all([setup, iq0.measureQuadratures(1e-4)]);
      expect((await iq0.get()).frequency).toBeCloseTo(2e6, 1);
    });
  });

  it('a setup of the scope does not disturb the acquisition before it', async () => {
    await onBoard(async ({ scope }) => {
      const settings = { decimation: 64, trigger_source: 'immediately' } as const;
      const acquisition = scope.acquire({ settings, averages: 2 });
      const setup = scope.setup({ decimation: 1024 });
      expect((await acquisition).settings.decimation).toBe(64);
      expect((await acquisition).time.step).toBe(64 * 8e-9);
      expect((await setup).decimation).toBe(1024);
    });
  });
});
