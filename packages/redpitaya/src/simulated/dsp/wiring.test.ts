import { describe, expect, it } from 'vitest';
import { defaultWiring, parseWiring, WiringError } from './wiring.ts';

describe('parseWiring', () => {
  it('reads plain wires, the default, and nothing', () => {
    const expected = [
      { from: 'out1', to: 'in1', elements: [] },
      { from: 'out2', to: 'in2', elements: [] },
    ];
    expect(parseWiring(defaultWiring)).toEqual(expected);
    expect(parseWiring('out1 -> in1;\n out2->in2\n')).toEqual(expected);
    expect(parseWiring(' ')).toEqual([]);
  });

  it('reads every plant, with units and standard values', () => {
    const text = 'out1->lowpass(1kHz)->resonance(10 kHz, 20)->in1, out2->gain(-0.5)->delay(2us)->in2';
    expect(parseWiring(text)).toEqual([
      {
        from: 'out1',
        to: 'in1',
        elements: [
          { kind: 'lowpass', corner: 1000 },
          { kind: 'resonance', frequency: 10_000, q: 20 },
        ],
      },
      {
        from: 'out2',
        to: 'in2',
        elements: [
          { kind: 'gain', factor: -0.5 },
          { kind: 'delay', seconds: 2e-6 },
        ],
      },
    ]);
    expect(parseWiring('out1->cavity(100mV, 0.2)->in2')[0]?.elements).toEqual([
      { kind: 'cavity', width: 0.1, centre: 0.2, height: 1 },
    ]);
    expect(parseWiring('out1->airy(0.5V, 30, -100mV, 2V)->pdh(1e-2)->in2')[0]?.elements).toEqual([
      { kind: 'airy', spacing: 0.5, finesse: 30, centre: -0.1, height: 2 },
      { kind: 'pdh', width: 0.01, centre: 0, height: 1 },
    ]);
  });

  it('lets one output feed both inputs', () => {
    expect(parseWiring('out1->in1, out1->in2').map((wire) => wire.to)).toEqual(['in1', 'in2']);
  });

  it.each([
    ['out1', 'The wire "out1" has no "->". Write it like out1->in1.'],
    ['out3->in1', 'The wire "out3->in1" starts at "out3". A wire starts at out1 or out2.'],
    ['out1->', 'The wire "out1->" ends at "". A wire ends at in1 or in2.'],
    [
      'out1->in1, out2->in1',
      'The wiring connects in1 twice, the second time with "out2->in1". Remove one wire.',
    ],
    ['out1->lowpass->in1', '"lowpass" in the wiring is not of the form name(values), such as lowpass(1kHz).'],
    [
      'out1->constructor(1)->in1',
      'The wiring names "constructor", which is no plant. Known are gain, delay, lowpass, resonance, cavity, airy, pdh.',
    ],
    [
      'out1->resonance(1kHz)->in1',
      '"resonance(1kHz)" in the wiring has 1 values. It is resonance(frequency, q).',
    ],
    ['out1->lowpass(1)->in1', 'The corner "1" in "lowpass(1)" is not a frequency such as 1kHz.'],
    ['out1->delay(2min)->in1', 'The time "2min" in "delay(2min)" is not a time such as 200ns.'],
    ['out1->gain(1V)->in1', 'The factor "1V" in "gain(1V)" is not a plain number such as 0.5.'],
    ['out1->delay(2s)->in1', 'The time "2s" in "delay(2s)" is outside 0 to 0.001 (SI units).'],
    [
      'out1->lowpass(-1kHz)->in1',
      'The corner "-1kHz" in "lowpass(-1kHz)" is outside 0.001 to 62500000 (SI units).',
    ],
    ['out1->gain(1->in1', '"gain(1" in the wiring is not of the form name(values), such as lowpass(1kHz).'],
  ])('says what is wrong with %s', (text, sentence) => {
    expect(() => parseWiring(text)).toThrow(new WiringError(sentence));
  });
});
