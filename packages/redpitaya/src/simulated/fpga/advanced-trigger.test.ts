import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvancedTrigger, type AdvancedTriggerSettings } from './advanced-trigger.ts';

/** The stage register by register, to check the closed form against. */
class Registers {
  triggered = false;
  armed = false;
  counter = 0;

  output(settings: AdvancedTriggerSettings, pin: boolean): boolean {
    return settings.reset ? pin : settings.invert !== this.triggered;
  }

  edge({ reset, rearm, onTime }: AdvancedTriggerSettings, pin: boolean): void {
    if (reset) {
      this.triggered = false;
      this.armed = true;
      this.counter = onTime;
    } else if (this.armed && !this.triggered) {
      this.triggered = pin;
      this.counter = onTime;
    } else if (this.triggered && this.counter !== 0) this.counter -= 1;
    else if (this.triggered && rearm) {
      this.triggered = pin;
      this.armed = true;
      this.counter = onTime;
    } else if (this.triggered) {
      this.triggered = false;
      this.armed = false;
    }
  }
}

const settingsArbitrary = fc.record({
  reset: fc.boolean(),
  invert: fc.boolean(),
  rearm: fc.boolean(),
});

describe('advanced trigger', () => {
  it('is what the registers of the gateware do, whenever it is looked at', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), settingsArbitrary, fc.boolean(), fc.nat(2)), {
          minLength: 1,
          maxLength: 12,
        }),
        (onTime, events) => {
          const changes: [number, boolean][] = [];
          const trigger = new AdvancedTrigger((level, cycle) => changes.push([cycle, level]));
          const registers = new Registers();
          let settings: AdvancedTriggerSettings = { reset: true, invert: false, rearm: false, onTime };
          let pin = false;
          const expected: boolean[] = [];
          let cycle = 0;
          trigger.configure(settings, 0);
          for (const [pause, changed, level, kind] of events) {
            for (const end = cycle + pause; cycle < end; cycle++) {
              expected.push(registers.output(settings, pin));
              registers.edge(settings, pin);
            }
            if (kind === 0) {
              settings = { ...changed, onTime };
              trigger.configure(settings, cycle);
            } else if (kind === 1) {
              pin = level;
              trigger.input(level, cycle);
            } else trigger.follow(cycle);
          }
          trigger.follow(cycle);
          expect(changes.map(([at]) => at)).toEqual(changes.map(([at]) => at).toSorted((a, b) => a - b));
          const found = expected.map((_, at) => changes.findLast(([from]) => from <= at)?.[1] ?? false);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});
