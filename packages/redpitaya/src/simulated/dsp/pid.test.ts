import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pid, type PidSettings, pidFeedForward, pidLatency, pidReset, pidStrideLimit } from './pid.ts';

const level = fc.integer({ min: -8192, max: 8191 });
const gain = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });

function pidWith(settings: Partial<PidSettings>): Pid {
  const pid = new Pid();
  pid.settings = { ...pidReset, ...settings };
  return pid;
}

describe('Pid', () => {
  it('leaps with constant input to where single steps go', () => {
    fc.assert(
      fc.property(
        level,
        level,
        gain,
        gain,
        level,
        fc.integer({ min: 4, max: 14 }),
        (input, setpoint, p, i, load, k) => {
          const settings = { setpoint, p, i };
          const [stepped, leaping] = [pidWith(settings), pidWith(settings)];
          for (const pid of [stepped, leaping]) {
            pid.loadIntegral(load);
            for (let cycle = 0; cycle < 8; cycle += 1) pid.step(input);
          }
          for (let cycle = 0; cycle < 2 ** k; cycle += 1) stepped.step(input);
          leaping.leap(input, 2 ** k);
          expect(leaping.integral).toBe(stepped.integral);
          // The output register lags the integrator by two cycles, which the leap takes as passed.
          const perCycle = Math.ceil((Math.abs(input - setpoint) * Math.abs(i)) / 2 ** 32);
          expect(Math.abs(leaping.output - stepped.output)).toBeLessThanOrEqual(3 * perCycle);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is held at a limit for as long, and left there with the same state, as in single steps', () => {
    const tally = { held: 0, left: 0 };
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 3, maxLength: 3 }),
        fc.tuple(level, level).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
        fc.record({ setpoint: level, p: fc.oneof(fc.constant(0), gain), i: gain, pauseI: fc.boolean() }),
        fc.integer({ min: -32768, max: 32767 }),
        fc.integer({ min: 4, max: 4000 }),
        (inputs, limits, settings, load, cycles) => {
          const [stepped, leaping] = [pidWith({}), pidWith({})];
          for (const pid of [stepped, leaping]) {
            pid.loadIntegral(load);
            pid.settings = { ...pidReset, ...limits, p: settings.p };
            for (let cycle = 0; cycle < 8; cycle += 1) pid.step(inputs[0] ?? 0);
            pid.settings = { ...pidReset, ...limits, ...settings };
            pid.step(inputs[1] ?? 0);
          }
          const input = inputs[2] ?? 0;
          const { output } = stepped;
          const held = leaping.heldCycles(input, cycles);
          if (held === 0) return;
          tally.held += 1;
          leaping.leapHeld(input, held);
          let moved = 0;
          for (let cycle = 0; cycle < held; cycle += 1) {
            stepped.step(input);
            if (stepped.output !== output) moved += 1;
          }
          expect(moved).toBe(0);
          for (let cycle = 0; cycle < 6; cycle += 1) {
            expect([leaping.integral, leaping.output]).toEqual([stepped.integral, stepped.output]);
            for (const pid of [stepped, leaping]) pid.step(input);
          }
          const cyclesPerCount = 2 ** 32 / Math.abs((input - settings.setpoint) * settings.i);
          if (held === cycles || cyclesPerCount > 5000) return;
          for (let cycle = 0; cycle < cyclesPerCount; cycle += 1) stepped.step(input);
          expect(stepped.output).not.toBe(output);
          tally.left += 1;
        },
      ),
      { numRuns: 1500, seed: 1 },
    );
    expect(tally.held).toBeGreaterThan(200);
    expect(tally.left).toBeGreaterThan(20);
  });

  it('is not held at a limit where its input filter may bring it back', () => {
    const pid = pidWith({ p: 4096, max: 1000 });
    pid.filter.configure(0x8e);
    for (let cycle = 0; cycle < 50_000; cycle += 1) pid.step(5000);
    expect(pid.output).toBe(1000);
    expect(pid.heldCycles(5000, 2 ** 20)).toBe(2 ** 20);
    expect(pid.heldCycles(2000, 2 ** 20)).toBe(2 ** 20);
    expect(pid.heldCycles(500, 2 ** 20)).toBe(0);
  });

  it('integrates the filtered input over a leap, not its end', () => {
    const [stepped, leaping] = [pidWith({ i: 2 ** 22 }), pidWith({ i: 2 ** 22 })];
    for (const pid of [stepped, leaping]) pid.filter.configure(0x8e);
    for (let cycle = 0; cycle < 1024; cycle += 1) stepped.step(5000);
    leaping.leap(5000, 1024);
    expect(stepped.integral).toBeGreaterThan(1000);
    expect(Math.abs(leaping.integral / stepped.integral - 1)).toBeLessThan(0.01);
  });

  it('saturates the integrator at +-4 V in steps and in leaps', () => {
    for (const sign of [1, -1]) {
      const stepped = pidWith({ i: 2 ** 23 - 1 });
      const leaping = pidWith({ i: 2 ** 23 - 1 });
      for (let cycle = 0; cycle < 3000; cycle += 1) stepped.step(8191 * sign);
      leaping.leap(8191 * sign, 2 ** 20);
      const limit = sign > 0 ? 32_767 : -32_768;
      expect([stepped.integral, leaping.integral]).toEqual([limit, limit]);
    }
  });

  it('holds the integrator and drops the P term while paused', () => {
    const pid = pidWith({ p: 4096, i: 1_000_000, pauseP: true, pauseI: true });
    pid.loadIntegral(-700);
    for (let cycle = 0; cycle < 50; cycle += 1) pid.step(1000);
    expect([pid.integral, pid.output]).toEqual([-700, -700]);
    pid.leap(1000, 4096);
    expect([pid.integral, pid.output]).toEqual([-700, -700]);
    pid.settings = { ...pid.settings, pauseP: false };
    pid.leap(1000, 4096);
    expect([pid.integral, pid.output]).toEqual([-700, 300]);
  });

  it('loads the integrator with up to +-4 V, beyond the output', () => {
    const pid = pidWith({});
    pid.loadIntegral(-32_768);
    for (let cycle = 0; cycle < 4; cycle += 1) pid.step(0);
    expect([pid.integral, pid.output]).toEqual([-32_768, -8192]);
  });

  it('subtracts the partner in differential mode, filtered and in the same cycle', () => {
    const [first, second] = [
      pidWith({ p: 4096, differential: true }),
      pidWith({ p: -4096, differential: true }),
    ];
    const [a, b] = [
      [100, 200, 300, -400, 500, 600],
      [7, 50, -60, 70, 80, 90],
    ] as const;
    const seen: number[][] = [];
    for (let cycle = 0; cycle < 10; cycle += 1) {
      seen.push([first.output, second.output]);
      first.filterStep(a[cycle] ?? 0);
      second.filterStep(b[cycle] ?? 0);
      first.controlStep(second);
      second.controlStep(first);
    }
    const difference = a.map((value, index) => value - (b[index] ?? 0));
    expect(seen.slice(4)).toEqual(difference.map((value) => [value, value]));
    first.filterLeap(1000, 64);
    second.filterLeap(250, 64);
    first.controlLeap(64, second);
    expect(first.output).toBe(750);
  });

  it('is feed-forward without integral gain: the output follows from the input four cycles before', () => {
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 12, maxLength: 12 }),
        gain,
        level,
        level,
        fc.tuple(level, level),
        (inputs, p, setpoint, load, limits) => {
          const settings = { p, setpoint, min: Math.min(...limits), max: Math.max(...limits) };
          const pid = pidWith(settings);
          pid.loadIntegral(load);
          for (let cycle = 0; cycle < 6; cycle += 1) pid.step(0);
          const outputs = inputs.map((input) => {
            const { output } = pid;
            pid.step(input);
            return output;
          });
          const expected = inputs.map((input) => pidFeedForward({ ...pidReset, ...settings }, load, input));
          expect(outputs.slice(pidLatency)).toEqual(expected.slice(0, -pidLatency));
        },
      ),
    );
  });

  it('closes an integrating loop in leaps with the time constant of single steps', () => {
    const i = 400_000;
    const stride = pidStrideLimit(i, 1) / 4;
    expect(stride).toBeGreaterThan(64);
    // d out = -(out - setpoint) i / 2^32 per cycle around a wire.
    const cycles = stride * Math.round(2 ** 32 / i / stride);
    const [stepped, leaping] = [pidWith({ i: -i, setpoint: 4000 }), pidWith({ i: -i, setpoint: 4000 })];
    for (let cycle = 0; cycle < cycles; cycle += 1) stepped.step(stepped.output);
    for (let cycle = 0; cycle < cycles; cycle += stride) leaping.leap(leaping.output, stride);
    const theory = 4000 * (1 - Math.exp((-cycles * i) / 2 ** 32));
    expect(Math.abs(stepped.output - theory)).toBeLessThan(15);
    expect(Math.abs(leaping.output - theory)).toBeLessThan(60);
  });
});
