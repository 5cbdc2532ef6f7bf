import type { CommandParams } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differingPaths } from './answers.ts';
import { type Call, DRAWN_CALLS, IMPOSSIBLE_CALLS, SINGLE_CALLS } from './calls.ts';
import { DIFFERENCES, type Difference, type Finding, unexplained } from './differences.ts';
import { differing } from './registers.ts';
import { outcome, startTwins, type Twins } from './twin-boards.ts';

const SEQUENCES = 50;
const LENGTH = 20;
const SEED = 20_261_122;

/** Members of an answer that the signals decide, not the settings. */
const SIGNALS =
  /^\$(\.out[12]|\.integrator|\.\d+|\.modules\.pid\d\.integrator)?$|dna|armed|triggered|overflow/;

describe('both backends', () => {
  const used = new Set<Difference>();
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
  });
  afterAll(async () => {
    await twins?.[Symbol.asyncDispose]();
  });

  /** What one call made different, in registers and answer, that no entry of the list explains. */
  async function compare(call: Call, before: ReadonlySet<string>): Promise<readonly string[]> {
    const { ours, pyrpl } = twins;
    const [mine, theirs] = await Promise.all([
      outcome(ours, call.command, call.params),
      outcome(pyrpl, call.command, call.params),
    ]);
    const [registers, pyrplRegisters] = [ours.registers.read(), pyrpl.registers.read()];
    const changed = differing(registers, pyrplRegisters).filter(
      (name) => !before.has(`${name} ${registers.get(name)} ${pyrplRegisters.get(name)}`),
    );
    const told = (value: typeof mine): string =>
      value.ok ? JSON.stringify(value.answer).slice(0, 300) : `${value.code}: ${value.message}`;
    const answers =
      mine.ok && theirs.ok
        ? differingPaths(mine.answer, theirs.answer).filter((path) => !SIGNALS.test(path))
        : differingPaths(mine.ok || mine.code, theirs.ok || theirs.code);
    const findings: Finding[] = [
      ...changed.map((name) => ({
        kind: 'registers' as const,
        name,
        ours: registers.get(name),
        pyrpl: pyrplRegisters.get(name),
      })),
      ...answers.map((name) => ({ kind: 'answer' as const, name })),
    ];
    return unexplained(call, findings, used).map(
      ({ kind, name, ours: here, pyrpl: there }) =>
        `${call.command} ${JSON.stringify(call.params)}: ${name} of the ${kind} differs: ` +
        (kind === 'registers'
          ? `${here?.slice(0, 60)}, with PyRPL ${there?.slice(0, 60)}`
          : `${told(mine)}; with PyRPL ${told(theirs)}`),
    );
  }

  /** What differs at present, with the values. */
  function differences(): ReadonlySet<string> {
    const [registers, pyrplRegisters] = [twins.ours.registers.read(), twins.pyrpl.registers.read()];
    return new Set(
      differing(registers, pyrplRegisters).map(
        (name) => `${name} ${registers.get(name)} ${pyrplRegisters.get(name)}`,
      ),
    );
  }

  it('leave the same registers after every parameter at its minimum, middle, maximum and options', {
    timeout: 300_000,
  }, async () => {
    const found: string[] = [];
    for (const call of SINGLE_CALLS) found.push(...(await compare(call, differences())));
    expect(found).toEqual([]);
  });

  it('refuse the same values, and change no register, one step outside of the range or of another type', {
    timeout: 300_000,
  }, async () => {
    const before = [twins.ours.registers.read(), twins.pyrpl.registers.read()];
    const found: string[] = [];
    for (const { command, params } of IMPOSSIBLE_CALLS) {
      for (const twin of [twins.ours, twins.pyrpl]) {
        const result = await outcome(twin, command, params);
        if (result.ok || result.code !== 'invalid_params')
          found.push(`${command} ${JSON.stringify(params)}: ${result.ok ? 'answered' : result.message}`);
      }
    }
    expect(found).toEqual([]);
    expect([twins.ours.registers.read(), twins.pyrpl.registers.read()]).toEqual(before);
  });

  it(`leave the same registers after ${SEQUENCES} seeded sequences of ${LENGTH} calls`, {
    timeout: 600_000,
  }, async () => {
    const sequences = fc.sample(
      fc.array(fc.constantFrom(...DRAWN_CALLS), { minLength: LENGTH, maxLength: LENGTH }),
      { seed: SEED, numRuns: SEQUENCES },
    );
    const found: string[] = [];
    for (const sequence of sequences) {
      for (const call of sequence) found.push(...(await compare(call, differences())));
    }
    expect(found).toEqual([]);
  });

  it('take the same traces of the same signal, within noise', { timeout: 60_000 }, async () => {
    const setup = {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 10_000,
      amplitude: 0.5,
      offset: 0.1,
      start_phase: 0,
      cycles_per_burst: 0,
      output_direct: 'out1',
      trigger_source: 'immediately',
    };
    const acquire: CommandParams<'scope_acquire'> = {
      ...{ decimation: 64, trigger_source: 'ch1_positive_edge', threshold: 0.1, hysteresis: 0.01 },
      ...{ trigger_delay: 0, average: false, input_channels: ['in1', 'out1'], timeout: 5 },
    };
    const [ours, pyrpl] = await Promise.all(
      [twins.ours, twins.pyrpl].map(async (twin) => {
        await outcome(twin, 'outputs_off', {});
        expect(await outcome(twin, 'asg_setup', setup)).toMatchObject({ ok: true });
        return await twin.client.command('scope_acquire', acquire);
      }),
    );
    if (ours === undefined || pyrpl === undefined) throw new Error('A trace is missing.');
    expect(ours.time).toEqual(pyrpl.time);
    for (const channel of [0, 1]) {
      const [mine, theirs] = [
        Array.from(Object(ours.voltage[channel]), Number),
        Array.from(Object(pyrpl.voltage[channel]), Number),
      ];
      expect(mine).toHaveLength(16_384);
      const squares = mine.map((value, n) => (value - (theirs[n] ?? Number.NaN)) ** 2);
      expect(Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / mine.length)).toBeLessThan(0.01);
    }
  });

  it('differ in nothing else than the list says, and in all that it says', () => {
    expect(DIFFERENCES.filter((entry) => !used.has(entry)).map(({ reason }) => reason)).toEqual([]);
  });
});
