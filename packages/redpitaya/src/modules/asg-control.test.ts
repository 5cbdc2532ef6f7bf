import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegisterLink } from '../link/register-link.ts';
import { SimulatedBoard } from '../simulated/index.ts';
import type { RegisterBus } from '../simulated/server/register-bus.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { Asg, type AsgSetup } from './asg.ts';
import { AsgControl, CONTROL, controlHalf, TRIGGER_IMMEDIATELY } from './asg-control.ts';
import { ASG_TRIGGER_SOURCES } from './asg-registers.ts';
import type { AsgName } from './signals.ts';
import { WAVEFORMS } from './waveforms.ts';

const ADDRESS = 0x4020_0000;
const NAMES = ['asg0', 'asg1'] as const;

/** What the gateware does with the control word: counts what starts or stops each generator. */
class ControlWord implements RegisterBus {
  readonly #memory = new MemoryBus();
  readonly fired: Record<AsgName, number> = { asg0: 0, asg1: 0 };
  readonly reset: Record<AsgName, number> = { asg0: 0, asg1: 0 };
  word = 0x0200_0200;

  read(address: number, count: number): Uint32Array {
    const words = this.#memory.read(address, count);
    if (address === ADDRESS) words[0] = this.word;
    return words;
  }

  write(address: number, words: Uint32Array): void {
    this.#memory.write(address, words);
    if (address !== ADDRESS) return;
    const [word = 0] = words;
    for (const name of NAMES) {
      const [before, after] = [controlHalf(this.word, name), controlHalf(word, name)];
      if ((after & CONTROL.reset) > (before & CONTROL.reset)) this.reset[name] += 1;
      const source = after & CONTROL.triggerSource;
      if (source === TRIGGER_IMMEDIATELY && (after & CONTROL.reset) === 0) this.fired[name] += 1;
    }
    this.word = word;
  }
}

const change: fc.Arbitrary<AsgSetup> = fc.oneof(
  fc.record({ frequency: fc.double({ min: 1, max: 1e6, noNaN: true }) }),
  fc.record({ amplitude: fc.constant(0.125), offset: fc.double({ min: -1, max: 1, noNaN: true }) }),
  fc.record({ waveform: fc.constantFrom(...WAVEFORMS), amplitude: fc.constant(0.25) }),
  fc.record({ trigger_source: fc.constantFrom(...ASG_TRIGGER_SOURCES), cycles_per_burst: fc.nat(9) }),
  fc.constant<AsgSetup>({ waveform: 'noise', amplitude: 0.1, trigger_source: 'immediately' }),
);

describe('AsgControl', () => {
  it('any interleaving of changes of asg0 and asg1 leaves the shared word right and never restarts the other', async () => {
    const bus = new ControlWord();
    await using server = await SimulatedBoard.start({ fpga: bus });
    await using link = await RegisterLink.connect(server);
    const control = await AsgControl.attach(link);
    const changes = fc.array(change, { maxLength: 12 });

    await fc.assert(
      fc.asyncProperty(changes, changes, async (first, second) => {
        const script = { asg0: first, asg1: second };
        const before = { fired: { ...bus.fired }, reset: { ...bus.reset } };
        const halves = { asg0: control.half('asg0'), asg1: control.half('asg1') };
        await Promise.all(
          NAMES.map(async (name) => {
            const asg = await Asg.attach(link, name, control, { frequencyCorrection: 1 });
            for (const params of script[name]) await asg.setup(params);
          }),
        );
        for (const name of NAMES) {
          const starts = script[name].filter(({ trigger_source }) => trigger_source !== undefined);
          const immediate = starts.filter(({ trigger_source }) => trigger_source === 'immediately');
          expect(bus.reset[name] - before.reset[name]).toBe(starts.length);
          expect(bus.fired[name] - before.fired[name]).toBe(immediate.length);
          expect(controlHalf(bus.word, name)).toBe(control.half(name));

          const source = starts.at(-1)?.trigger_source;
          const held = controlHalf(bus.word, name) & CONTROL.triggerSource;
          const chosen =
            source === undefined ? halves[name] & CONTROL.triggerSource : ASG_TRIGGER_SOURCES.indexOf(source);
          expect(chosen === TRIGGER_IMMEDIATELY ? [0, 1] : [chosen]).toContain(held);
          const shape = script[name].findLast(({ waveform }) => waveform !== undefined)?.waveform;
          const random = (controlHalf(bus.word, name) & CONTROL.randomPhase) !== 0;
          if (shape !== undefined) expect(random).toBe(shape === 'noise');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes the source "immediately" of the other generator as "off", and keeps every other bit of it', async () => {
    const bus = new ControlWord();
    bus.word = 0x1211_0291;
    await using server = await SimulatedBoard.start({ fpga: bus });
    await using link = await RegisterLink.connect(server);
    const asg0 = await Asg.attach(link, 'asg0', await AsgControl.attach(link), { frequencyCorrection: 1 });
    await asg0.setup({ trigger_source: 'ext_positive_edge' });
    expect(bus.word.toString(16)).toBe('12100212');
    expect(bus.fired).toEqual({ asg0: 0, asg1: 0 });
  });
});
