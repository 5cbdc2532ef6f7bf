import { RedPitaya, RegisterLink } from '@pyrpl-mux/redpitaya';
import { parseFault } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it } from 'vitest';
import { startRecordedBoard } from '../rig/recorded-board.ts';

const CHANGES = 100_000;
const CONTROL_WORD = 0x40200000;
const IMMEDIATELY = 1;

describe('the control word that both generators share', () => {
  it('promise 2: "one write, no read-modify-write, and never a trigger field of the other module": 10^5 interleaved changes over a link with 10 ms round trip', {
    timeout: 300_000,
  }, async () => {
    await using recorded = await startRecordedBoard({ faults: [parseFault('delay(rtt=10ms)')].flat() });
    const link = await RegisterLink.connect({ host: '127.0.0.1', port: recorded.board.port });
    const board = await RedPitaya.attach(link);
    await board.asg0.setup({
      waveform: 'sin',
      cycles_per_burst: 100,
      frequency: 100,
      trigger_source: 'immediately',
    });
    await board.asg1.setup({
      waveform: 'ramp',
      cycles_per_burst: 100,
      frequency: 100,
      trigger_source: 'immediately',
    });

    const start = recorded.writes.length;
    const fired = { asg0: 0, asg1: 0 };
    let state = 1;
    const draw = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    for (let done = 0; done < CHANGES; ) {
      const changes = Array.from({ length: 2000 }, () => {
        const name = draw() < 0.5 ? 'asg0' : 'asg1';
        const what = draw();
        if (what < 0.02) {
          fired[name] += 1;
          return board[name].setup({ trigger_source: 'immediately' });
        }
        if (what < 0.025) return board[name].setup({ waveform: what < 0.022 ? 'sin' : 'cos' });
        return board[name].setup({
          frequency: 1000 * what,
          amplitude: what,
          cycles_per_burst: Math.floor(100 * what),
        });
      });
      await Promise.all(changes);
      done += changes.length;
    }

    const seen = { asg0: 0, asg1: 0 };
    let previous = 0;
    for (const { address, words } of recorded.writes.slice(start)) {
      if (address !== CONTROL_WORD) continue;
      const word = words[0] ?? 0;
      const [low, high] = [word & 0xffff, word >>> 16];
      const [lowBefore, highBefore] = [previous & 0xffff, previous >>> 16];
      expect(low === lowBefore || high === highBefore || (low & 7) === 0 || (high & 7) === 0).toBe(true);
      if ((low & 7) === IMMEDIATELY) seen.asg0 += 1;
      if ((high & 7) === IMMEDIATELY) seen.asg1 += 1;
      previous = word;
    }
    expect(seen, 'a software trigger reached a generator only where its own setup asked for it').toEqual(
      fired,
    );
    const [asg0, asg1] = [await board.asg0.get(), await board.asg1.get()];
    expect([asg0.trigger_source, asg1.trigger_source]).toEqual(['immediately', 'immediately']);
    link.close();
  });
});
