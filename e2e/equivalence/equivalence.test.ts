import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differingPaths } from './answers.ts';
import { type Call, DRAWN_CALLS, SINGLE_CALLS } from './calls.ts';
import { DIFFERENCES, type Difference, unexplained } from './differences.ts';
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
  }, 120_000);
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
    const told = (value: typeof mine): string => (value.ok ? 'answered' : `${value.code}: ${value.message}`);
    const answers =
      mine.ok && theirs.ok
        ? differingPaths(mine.answer, theirs.answer).filter((path) => !SIGNALS.test(path))
        : differingPaths(mine.ok || mine.code, theirs.ok || theirs.code);
    const text = `${call.command} ${JSON.stringify(call.params)}`;
    return [
      ...unexplained(call, 'registers', changed, used).map(
        (name) =>
          `${text}: ${name} is ${registers.get(name)?.slice(0, 60)}, with PyRPL ${pyrplRegisters.get(name)?.slice(0, 60)}`,
      ),
      ...unexplained(call, 'answer', answers, used).map(
        (path) =>
          `${text}: ${path} of the answer differs: ${told(mine)}; with PyRPL ${told(theirs)}: ` +
          `${JSON.stringify(mine.ok ? mine.answer : null)?.slice(0, 300)} / ${JSON.stringify(theirs.ok ? theirs.answer : null)?.slice(0, 300)}`,
      ),
    ];
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
    const acquire = {
      ...{ decimation: 64, trigger_source: 'ch1_positive_edge', threshold: 0.1, hysteresis: 0.01 },
      ...{ trigger_delay: 0, average: false, input_channels: ['in1', 'out1'], timeout: 5 },
    };
    const [ours, pyrpl] = await Promise.all(
      [twins.ours, twins.pyrpl].map(async (twin) => {
        await outcome(twin, 'outputs_off', {});
        expect(await outcome(twin, 'asg_setup', setup)).toMatchObject({ ok: true });
        return await twin.client.commandByName('scope_acquire', acquire);
      }),
    );
    const traces = [ours, pyrpl].map((answer) => JSON.parse(JSON.stringify(answer)));
    const deviation = (channel: number): number => {
      let sum = 0;
      let count = 0;
      for (const [index, value] of Object.entries(traces[0].voltage[channel])) {
        sum += (Number(value) - Number(traces[1].voltage[channel][index])) ** 2;
        count += 1;
      }
      return Math.sqrt(sum / count);
    };
    expect(traces[0].time).toEqual(traces[1].time);
    for (const channel of [0, 1]) expect(deviation(channel)).toBeLessThan(0.01);
  });

  it('differ in nothing else than the list says, and in all that it says', () => {
    expect(DIFFERENCES.filter((entry) => !used.has(entry)).map(({ reason }) => reason)).toEqual([]);
  });
});
