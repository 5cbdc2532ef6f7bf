import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { asgAt, asgBlock, softwareTriggerDelay, tableLength } from './asg.ts';
import { PointerMotion, pointerReset } from './asg-pointer.ts';
import { quadratureFilter } from './filter.ts';
import { Iir } from './iir.ts';
import { Iq } from './iq.ts';
import { type IqSettings, iqReset } from './iq-settings.ts';
import { Pid, type PidSettings, pidReset } from './pid.ts';
import { randomIndexAt } from './prng.ts';

/** Stimulus of the vectors recorded from the gateware (facts 4.11). */
const stimulus: number[] = [];
let state = 1n;
for (let index = 0; index < 2000; index += 1) {
  state = (1_103_515_245n * state + 12_345n) % 2n ** 31n;
  stimulus.push(((Number(state) >> 10) & 0x3fff) - 8192);
}

/** zlib CRC-32 of the values as little-endian int16. */
function checksum(values: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(2 * values.length));
  for (const [index, value] of values.entries()) bytes.setInt16(2 * index, value, true);
  return crc32(new Uint8Array(bytes.buffer)).toString(16).padStart(8, '0');
}

function pidResponse(settings: Partial<PidSettings>, filter: number): number[] {
  const pid = new Pid();
  pid.settings = { ...pidReset, ...settings };
  pid.filter.configure(filter);
  return stimulus.map((x) => {
    const { output } = pid;
    pid.step(x);
    return output;
  });
}

function iqResponse(
  settings: Partial<IqSettings>,
  quadrature: number,
  input: number,
  read: (iq: Iq) => number,
): number[] {
  const iq = new Iq(quadratureFilter);
  iq.settings = { ...iqReset, frequency: 0x20c49ba, ...settings };
  iq.quadratureFilter = quadrature;
  iq.filter.configure(input);
  for (let cycle = 0; cycle < 8; cycle += 1) iq.step(0, false);
  iq.step(0, true);
  return stimulus.map((x) => {
    const output = read(iq);
    iq.step(x, true);
    return output;
  });
}

function iirResponse(loops: number): number[] {
  const iir = new Iir();
  const coefficients = [
    [0x0200_0000, -0x0100_0000, 0x3800_0000, -0x1a00_0000],
    [0x0100_0000, 0x0080_0000, 0x3000_0000, -0x1400_0000],
    [0x1000_0000, 0, 0, 0],
  ];
  for (const [biquad, words] of coefficients.entries())
    for (const [index, word] of words.entries()) iir.setCoefficient(biquad, index, word);
  iir.configure(loops, false, false);
  for (let cycle = 0; cycle < 8; cycle += 1) iir.step(0);
  iir.configure(loops, true, false);
  iir.step(0);
  return stimulus.map((x) => {
    const { output } = iir;
    iir.step(x);
    return output;
  });
}

describe('golden vectors of the gateware, bit for bit', () => {
  it('has the stimulus the vectors were recorded with', () => {
    expect(stimulus.slice(0, 8)).toEqual([4511, -84, 121, -1306, -3337, 7901, 6317, 7915]);
    expect(checksum(stimulus)).toBe('f878d29c');
  });

  it.each([
    ['A: PID, P = 1', { p: 4096 }, 0, [0, 0, 0, 0, 4511, -84, 121, -1306], '1a4e1ed7'],
    ['B: A with one filter', { p: 4096 }, 0x92, [0, 0, 0, 0, 0, 0, 70, 69, 69, 48, -5], '4a839270'],
    ['C: A with two filters', { p: 4096 }, 0x94d0, [0, 0, 0, 0, 0, 0, 0, 281, 276, 265], 'a4dd4c6d'],
    ['D: P = -1 and I', { p: -4096, i: 0x100000 }, 0, [0, 0, 0, 0, -4511, 85, -120, 1307], 'db71bdbb'],
    [
      'E: output limits',
      { p: 0x3000, max: 3000, min: -2000 },
      0,
      [0, 0, 0, 0, 3000, -252, 363, -2000],
      'a17c3002',
    ],
  ])('%s', (_, settings, filter, first, expected) => {
    const output = pidResponse(settings, filter);
    expect(output.slice(0, first.length)).toEqual(first);
    expect(checksum(output)).toBe(expected);
  });

  it('F: IQ, carrier', () => {
    const output = iqResponse({ g2: 0x10000 }, 0, 0, (iq) => iq.direct);
    expect(output.slice(0, 10)).toEqual([0, 0, 1, 1, 1, 205, 412, 615, 819, 1018]);
    expect(checksum(output)).toBe('2873ba49');
  });

  it('G: IQ, band-pass with input filter', () => {
    const settings = { startPhase: 0x20000000, g1: 0x800, g4: 0x800 };
    const output = iqResponse(settings, 0x9494, 0xca, (iq) => iq.direct);
    expect(output.slice(8, 16)).toEqual([0, 0, 31, 62, 93, 111, 102, 145]);
    expect(checksum(output)).toBe('27ce858a');
  });

  it('H: IQ, quadrature', () => {
    const output = iqResponse({ g3: 4 }, 0x96, 0, (iq) => iq.quadrature1);
    expect(output.slice(4, 11)).toEqual([0, 2, 2, 7, -125, -627, 984]);
    expect(checksum(output)).toBe('5d10cf83');
  });

  it.each([
    [3, [0, 0, 0, 0, 0, 0, 0, 0, 135, 135, 135, 86, 86, 86, 4627], 'aca22cba'],
    [5, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -120, -120, -120, -120, -120, 3138], 'd81db1fe'],
  ])('I: IIR filter with three biquads in %i cycles', (loops, first, expected) => {
    const output = iirResponse(loops);
    expect(output.slice(0, first.length)).toEqual(first);
    expect(checksum(output)).toBe(expected);
  });

  it('J: generator, from the cycle after the write that triggers it, cycle by cycle and as a block', () => {
    const table = Int16Array.from({ length: tableLength }, (_, index) =>
      Math.round(8191 * Math.sin((2 * Math.PI * index) / tableLength)),
    );
    const settings = { ...pointerReset, step: 8_589_935, wrap: true };
    const motion = PointerMotion.waiting(settings, -10).triggered(softwareTriggerDelay);
    const output = { table, amplitude: 0x1000, offset: -2048, zero: false, random: false };
    const single = Array.from({ length: 2000 }, (_, cycle) => asgAt(output, motion, cycle));
    expect(single.slice(8, 13)).toEqual([-2048, -1843, -1637, -1433, -1231]);
    expect(checksum(single)).toBe('29f3be62');
    const block = new Int16Array(2000);
    asgBlock(block, output, motion, 0, 1, 2000);
    expect([...block]).toEqual(single);
  });

  it('random table address', () => {
    expect(Array.from({ length: 8 }, (_, cycle) => randomIndexAt(cycle))).toEqual([
      0, 0, 1, 1, 2120, 6360, 4240, 1184,
    ]);
  });
});
