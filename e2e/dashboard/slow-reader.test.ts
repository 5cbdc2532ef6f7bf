import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { moduleField } from './rig/modules.ts';
import { scopePanel } from './rig/scope-screen.ts';

const browser = browserOfFile();

/** Bytes per second of a bad link: a trace of 131 kB takes more than a second. */
const BAD_LINK = 100_000;

/** Makes a page's link, and its processor, as bad as those of an old phone far from the access point. */
async function slowDown(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const limit = async (bytes: number, slowness: number): Promise<void> => {
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: bytes,
      uploadThroughput: bytes,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  };
  await limit(BAD_LINK, 6);
  return () => limit(-1, 1);
}

/** Traces that may be on their way to a page: what the worker sends ahead, and what is in pieces between processes. */
const FEW = 8;

/** The numbers that the worker's stream gave to the traces that came to a page so far. */
function receivedTraces(page: Page): number[] {
  const numbers: number[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const seq = /"event":"scope_trace".*?"seq":(\d+)/.exec(payload.toString('latin1').slice(0, 1000))?.[1];
      if (seq !== undefined) numbers.push(Number(seq));
    }),
  );
  return numbers;
}

describe('promise 7: "Streams to a slow reader are latest-wins": a page that reads slowly', () => {
  it('sees fewer traces, each the newest there was, and holds up nobody: neither the worker, nor a program, nor another page', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    const wave = { waveform: 'sin', frequency: 10_000, amplitude: 0.5, output_direct: 'out1' } as const;
    await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
    await client.command('scope_setup', { decimation: 8, trigger_source: 'immediately' });
    const slow = await rig.open();
    const received = receivedTraces(slow);
    await slow.reload();
    const quick = await rig.open();
    await scopePanel(slow)
      .getByText(/traces\/s/)
      .waitFor();
    const recover = await slowDown(slow);

    const begun = received.length;
    let [traces, newest] = [0, 0];
    await using _counted = await client.subscribe(
      'scope_trace',
      { max_rate: 60, max_points: 64 },
      ({ seq }) => {
        traces += 1;
        newest = seq;
      },
    );
    const amplitude = moduleField(quick, 'asg0', 'Amplitude');
    // While the slow page gets some of them, the others get a hundred, and every command is answered and seen.
    for (let n = 1; traces < 120; n += 1) {
      const value = 0.125 * (1 + (n % 4));
      await client.command('asg_set_amplitude', { channel: 'asg0', value });
      await expect.poll(() => amplitude.inputValue()).toBe(`${1000 * value} mV`);
    }
    const [before, present] = [received.length, newest];
    await expect.poll(() => received.at(-1) ?? 0, { timeout: 60_000 }).toBeGreaterThan(present);
    const older = received.slice(before).filter((seq) => seq < present);
    expect(older.length, 'traces that were on their way').toBeLessThan(FEW);
    expect(received.length - begun, 'it was sent fewer than the others').toBeLessThan(traces / 2);

    await recover();
    await scopePanel(slow)
      .getByText(/\d+ traces\/s/)
      .waitFor();
  });
});
