import { describe, expect, it } from 'vitest';
import { traceAsCsv, traceAsNpy } from './export.ts';
import { traceOf } from './testing/traces.ts';

const trace = {
  ...traceOf(Float32Array.of(0.1, -0.2, 1e-7), Float32Array.of(1, 2, 3), { decimation: 64, input2: 'asg0' }),
  time_start: -5.12e-7,
};
const origin = { board: 'sim:default', when: Date.UTC(2026, 10, 23) };

describe('an exported trace', () => {
  it('as CSV has its settings in comments and every value as it was', () => {
    const text = traceAsCsv(trace, origin);
    expect(text.split('\n')).toEqual([
      '# pyrpl-mux: trace of the oscilloscope',
      '# board = sim:default',
      '# exported = 2026-11-23T00:00:00.000Z',
      '# trigger_time = 4.590177392 s',
      '# input1 = in1',
      '# input2 = asg0',
      '# decimation = 64',
      '# trigger_source = immediately',
      '# threshold = 0 V',
      '# hysteresis = 0.001 V',
      '# trigger_delay = 0 s',
      '# average = true',
      '# time [s],ch1 in1 [V],ch2 asg0 [V]',
      '-5.12e-7,0.100000001,1',
      '0,-0.200000003,2',
      '5.12e-7,1.00000001e-7,3',
      '',
    ]);
    const ch1 = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => Math.fround(Number(line.split(',')[1])));
    expect(ch1).toEqual([...(trace.voltage[0] ?? [])]);
  });

  it('names no unit where a setting is not known', () => {
    const unknown = { ...trace, settings: { ...trace.settings, trigger_delay: null } };
    expect(traceAsCsv(unknown, origin)).toContain('# trigger_delay = null\n');
  });

  it('says when its values are those of groups', () => {
    expect(traceAsCsv({ ...trace, time_step: 8 * trace.time_step }, origin)).toContain(
      '# values = smallest and largest sample of each group',
    );
  });

  it("as NPY follows NumPy's format 1.0", () => {
    const file = traceAsNpy(trace);
    const view = new DataView(file);
    expect([...new Uint8Array(file, 0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const headerLength = view.getUint16(8, true);
    expect((10 + headerLength) % 64).toBe(0);
    const header = new TextDecoder().decode(new Uint8Array(file, 10, headerLength));
    expect(header).toMatch(/^\{'descr': '<f8', 'fortran_order': False, 'shape': \(3, 3\), \} *\n$/);
    expect(file.byteLength).toBe(10 + headerLength + 8 * 9);
    const values = Array.from({ length: 9 }, (_, index) =>
      view.getFloat64(10 + headerLength + 8 * index, true),
    );
    expect(values).toEqual([-5.12e-7, 0, 5.12e-7, ...trace.voltage[0], 1, 2, 3]);
  });
});
