import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointerMotion, type PointerSettings, pointerReset } from './asg-pointer.ts';

/** The generator's state machine register by register (facts 4.8), to check the closed form against. */
class StateMachine {
  settings: PointerSettings;
  pointer: number;
  previous = 0;
  run = false;
  rep = false;
  triggeredBefore = false;
  cycles = 0;
  repetitions = 0;
  delay = 0;
  tick = 0;

  constructor(settings: PointerSettings) {
    this.settings = settings;
    this.pointer = settings.startPhase;
    this.delay = settings.pause;
  }

  get over(): boolean {
    return this.pointer + this.settings.step > this.settings.size;
  }

  edge(triggerIn: boolean): void {
    const { step, size, startPhase, wrap, cyclesPerBurst, repetitions, pause } = this.settings;
    const { run, rep, over, pointer } = this;
    const trigger = (!rep && triggerIn) || (rep && this.repetitions !== 0 && this.delay === 0);
    if (trigger) this.run = true;
    else if (this.cycles === 1 && over) this.run = false;
    if (trigger) this.rep = true;
    else if (this.repetitions === 0) this.rep = false;
    const wrapped = !this.triggeredBefore && this.cycles !== 0 && this.previous > pointer;
    if (trigger) this.cycles = cyclesPerBurst;
    else if (wrapped) this.cycles -= 1;
    if (triggerIn && !run) this.repetitions = repetitions;
    else if (this.repetitions !== 0 && rep && trigger && !run) this.repetitions -= 1;
    if (run) this.delay = pause;
    else if (this.delay !== 0 && this.tick === 124) this.delay -= 1;
    this.tick = run || this.tick === 124 ? 0 : this.tick + 1;
    this.triggeredBefore = trigger;
    this.previous = pointer;
    if (trigger && !run) this.pointer = startPhase;
    else if (run) {
      const next = pointer + step;
      if (!over) this.pointer = next;
      else this.pointer = wrap ? next - size - 1 : startPhase;
    }
  }
}

const size = 0x3fff_ffff;

/** Periods of 3 to 60 cycles, so that bursts, pauses and repetitions fit into a few thousand cycles. */
const settingsArbitrary = fc
  .record({
    size: fc.oneof(fc.constant(size), fc.integer({ min: size >> 1, max: size })),
    period: fc.double({ min: 3, max: 60, noNaN: true }),
    start: fc.double({ min: 0, max: 0.6, noNaN: true }),
    wrap: fc.boolean(),
    cyclesPerBurst: fc.integer({ min: 0, max: 6 }),
    repetitions: fc.integer({ min: 0, max: 4 }),
    pause: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ size: wrapValue, period, start, ...rest }) => ({
    ...rest,
    size: wrapValue,
    step: Math.floor(wrapValue / period),
    startPhase: Math.floor(start * wrapValue),
  }));

describe('PointerMotion', () => {
  it('follows the state machine of the gateware cycle by cycle through bursts, pauses and repetitions', () => {
    fc.assert(
      fc.property(settingsArbitrary, (settings) => {
        const machine = new StateMachine(settings);
        machine.edge(false);
        machine.edge(true);
        const motion = PointerMotion.waiting(settings, 0).triggered(1);
        for (let cycle = 2; cycle < 3000; cycle += 1) {
          expect([cycle, motion.pointerAt(cycle), motion.runningAt(cycle)]).toEqual([
            cycle,
            machine.pointer,
            machine.run,
          ]);
          machine.edge(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('goes on as the state machine does when triggers and register writes come in between', () => {
    const event = fc.record({
      after: fc.integer({ min: 4, max: 400 }),
      settings: fc.option(settingsArbitrary),
    });
    fc.assert(
      fc.property(settingsArbitrary, fc.array(event, { maxLength: 8 }), (first, events) => {
        const machine = new StateMachine(first);
        let motion = PointerMotion.waiting(first, 0).triggered(1);
        machine.edge(false);
        machine.edge(true);
        let cycle = 2;
        for (const { after, settings } of events) {
          for (let until = cycle + after; cycle < until; cycle += 1) {
            if (motion.pointerAt(cycle) !== machine.pointer) throw new Error(`differs in cycle ${cycle}`);
            machine.edge(false);
          }
          if (settings === null) {
            motion = motion.triggered(cycle);
            machine.edge(true);
            cycle += 1;
          } else {
            // The counter's delay of one cycle is not modelled for a change right at an overflow or a burst's start.
            const { size: wrapValue, wrap, startPhase } = first;
            const step = Math.floor((settings.step / settings.size) * wrapValue);
            const kept = { ...settings, size: wrapValue, wrap, startPhase, step };
            const overflows = machine.over || machine.pointer + step > wrapValue;
            if (overflows || machine.previous > machine.pointer || machine.triggeredBefore) continue;
            motion = motion.configured(cycle, kept);
            machine.settings = kept;
          }
        }
      }),
      {
        numRuns: 300,
        // Triggers right before the last burst begins.
        examples: [
          [
            {
              wrap: false,
              cyclesPerBurst: 2,
              repetitions: 1,
              pause: 1,
              size: 536_870_911,
              step: 8_947_848,
              startPhase: 0,
            },
            [
              { after: 247, settings: null },
              { after: 250, settings: null },
            ],
          ],
        ],
      },
    );
  });

  it('tells the next overflow, at which the scope is triggered', () => {
    fc.assert(
      fc.property(settingsArbitrary, fc.integer({ min: 2, max: 500 }), (settings, from) => {
        const machine = new StateMachine(settings);
        machine.edge(false);
        machine.edge(true);
        let found = Number.POSITIVE_INFINITY;
        for (let cycle = 2; cycle < 4000 && found === Number.POSITIVE_INFINITY; cycle += 1) {
          if (cycle >= from && machine.run && machine.over) found = cycle;
          machine.edge(false);
        }
        expect(PointerMotion.waiting(settings, 0).triggered(1).nextOverflow(from)).toBe(found);
      }),
      { numRuns: 300 },
    );
  });

  it('fills a block with what it says for each cycle, at any stride', () => {
    fc.assert(
      fc.property(
        settingsArbitrary,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 40 }),
        (settings, start, stride) => {
          const motion = PointerMotion.waiting(settings, 0).triggered(20);
          const out = new Int32Array(200);
          motion.indexBlock(out, start, stride, 200);
          const single = Array.from(
            { length: 200 },
            (_, index) => motion.pointerAt(start + index * stride) >> 16,
          );
          expect([...out]).toEqual(single);
        },
      ),
    );
  });

  it('keeps the phase exact after weeks of board time', () => {
    const step = 8_589_935;
    const settings = { ...pointerReset, step, wrap: true };
    const cycle = 2 ** 50 + 12_345;
    const expected = Number((BigInt(cycle - 2) * BigInt(step)) % 2n ** 30n);
    expect(PointerMotion.waiting(settings, 0).triggered(1).pointerAt(cycle)).toBe(expected);
  });

  it('waits at the start phase after a reset', () => {
    const settings = { ...pointerReset, step: 1_000_000, startPhase: 77, wrap: true };
    const motion = PointerMotion.waiting(settings, 0).triggered(1);
    expect(motion.pointerAt(500)).not.toBe(77);
    expect(motion.reset(500).pointerAt(10_000)).toBe(77);
  });
});
