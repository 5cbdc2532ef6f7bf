import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from './errors.ts';
import { decodeFrame, encodeFrame, MAX_ARRAYS, MAX_DEPTH, type TypedArray } from './frames.ts';
import { constantArray } from './number-text.ts';

const typedArray = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.uint32Array(),
);

function binary(message: object): Uint8Array<ArrayBuffer> {
  const frame = encodeFrame(message, 'binary');
  if (typeof frame === 'string') throw new Error('a text frame');
  return frame;
}

function frameOf(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(header);
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const frame = new Uint8Array(start + data.length);
  new DataView(frame.buffer).setUint32(0, text.length, true);
  frame.set(text, 4);
  frame.set(data, start);
  return frame;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CommandError) return `${error.code}/${error.effect}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('binary frames', () => {
  it('bring back every array as it was, anywhere in the message', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(typedArray, { minLength: 1, maxLength: 5 }), (value, arrays) => {
        const message = { data: arrays.map((array) => ({ array })), value, nested: [{ first: arrays[0] }] };
        const expected = { ...message, value: JSON.parse(JSON.stringify(value)) as unknown };
        expect(decodeFrame(binary(message))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("start the data and every array at a multiple of 8 from the frame's start", () => {
    const message = { a: Int16Array.of(1, 2, 3), b: Float64Array.of(4), c: Float32Array.of(5, 6, 7) };
    const frame = binary(message);
    const decoded = decodeFrame(frame) as Record<string, TypedArray>;
    for (const array of Object.values(decoded)) {
      expect(array.buffer).toBe(frame.buffer);
      expect(array.byteOffset % 8).toBe(0);
    }
  });

  it('carry a list of equally long arrays as one array of two dimensions', () => {
    const frame = binary({ voltage: [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)] });
    const header = new TextDecoder().decode(
      frame.subarray(4, 4 + new DataView(frame.buffer).getUint32(0, true)),
    );
    expect(JSON.parse(header)).toEqual({ voltage: { $array: { dtype: '<f4', shape: [2, 3], offset: 0 } } });
    expect(decodeFrame(frame)).toEqual({ voltage: [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)] });
  });

  it.each([
    ['of different lengths', [Float32Array.of(1), Float32Array.of(1, 2)]],
    ['of different kinds', [Float32Array.of(1), Float64Array.of(1)]],
    ['that are empty', [new Float32Array(), new Float32Array()]],
    ['and something else', [Float32Array.of(1), null]],
  ])('carry a list of arrays %s one by one', (_, list) => {
    expect(decodeFrame(binary({ list, extra: Int32Array.of(7) }))).toEqual({ list, extra: Int32Array.of(7) });
  });

  it('honour byteOffset and length of a view', () => {
    const whole = Float64Array.of(0, 1, 2, 3, 4);
    expect(decodeFrame(binary({ part: whole.subarray(1, 3) }))).toEqual({ part: Float64Array.of(1, 2) });
    const frame = binary({ part: whole });
    const received = new Uint8Array(frame.length + 3);
    received.set(frame, 3);
    expect(decodeFrame(received.subarray(3))).toEqual({ part: whole });
    expect(decodeFrame(frame.buffer)).toEqual({ part: whole });
  });

  it('may stand anywhere in a Buffer of Node, whose slice is no copy', () => {
    const message = { part: Float64Array.of(0, 1, 2), more: [Int16Array.of(1, 2), Int16Array.of(3, 4)] };
    const frame = binary(message);
    for (let offset = 0; offset < 16; offset += 1) {
      const received = Buffer.alloc(offset + frame.length);
      received.set(frame, offset);
      expect(decodeFrame(received.subarray(offset))).toEqual(message);
    }
  });

  it('may end before their data would start, if there is none', () => {
    const frame = binary({ ab: new Float64Array() });
    const end = 4 + new DataView(frame.buffer).getUint32(0, true);
    expect(end % 8).not.toBe(0);
    expect(decodeFrame(frame.subarray(0, end))).toEqual({ ab: new Float64Array() });
  });

  it('leave plain lists of numbers and messages without arrays as JSON', () => {
    expect(encodeFrame({ plain: [1, 2.5], deep: [{ a: [1] }] }, 'binary')).toBe(
      '{"plain":[1,2.5],"deep":[{"a":[1]}]}',
    );
  });

  it('take names of prototypes as names', () => {
    const message = JSON.parse('{"__proto__": {"constructor": [1]}, "toString": {"__proto__": 2}}') as object;
    const decoded = decodeFrame(binary({ message, array: Int16Array.of(1) })) as { message: object };
    expect(JSON.stringify(decoded.message)).toBe(JSON.stringify(message));
    expect(Object.getPrototypeOf(decoded.message)).toBe(Object.prototype);
  });

  const reference = (array: unknown): string => JSON.stringify({ a: { $array: array } });
  const bytes = new Uint8Array(32);
  it.each([
    ['shorter than its length field', new Uint8Array(3)],
    ['with a header beyond its end', Uint8Array.of(9, 0, 0, 0, 0x7b, 0x7d)],
    ['with a header that is not JSON', frameOf('{"a": ')],
    ['with a header that is not UTF-8', Uint8Array.of(2, 0, 0, 0, 0xc3, 0x28)],
    ['with an unknown dtype', frameOf(reference({ dtype: '>f4', shape: [1], offset: 0 }), bytes)],
    [
      'with the name of a prototype as dtype',
      frameOf(reference({ dtype: 'constructor', shape: [1], offset: 0 }), bytes),
    ],
    ['with an odd offset', frameOf(reference({ dtype: '<f4', shape: [1], offset: 4 }), bytes)],
    ['with a negative offset', frameOf(reference({ dtype: '<f4', shape: [1], offset: -8 }), bytes)],
    ['with an offset beyond the end', frameOf(reference({ dtype: '<f4', shape: [1], offset: 32 }), bytes)],
    ['with an array beyond the end', frameOf(reference({ dtype: '<f4', shape: [9], offset: 0 }), bytes)],
    [
      'with a product beyond the end',
      frameOf(reference({ dtype: '<f8', shape: [2 ** 30, 2 ** 30], offset: 0 }), bytes),
    ],
    ['with three dimensions', frameOf(reference({ dtype: '<f4', shape: [1, 1, 1], offset: 0 }), bytes)],
    ['with no dimension', frameOf(reference({ dtype: '<f4', shape: [], offset: 0 }), bytes)],
    ['with a fraction as shape', frameOf(reference({ dtype: '<f4', shape: [1.5], offset: 0 }), bytes)],
    ['with rows of nothing', frameOf(reference({ dtype: '<f4', shape: [3, 0], offset: 0 }), bytes)],
    [
      'with endless rows of nothing',
      frameOf(reference({ dtype: '<f4', shape: [2 ** 40, 0], offset: 0 }), bytes),
    ],
    ['with a reference that is null', frameOf(reference(null), bytes)],
    [
      'with a reference that has company',
      frameOf('{"a": {"$array": {"dtype": "<f4", "shape": [1], "offset": 0}, "b": 1}}', bytes),
    ],
    [
      'with more arrays than anybody needs',
      frameOf(
        reference({ dtype: '<i2', shape: [MAX_ARRAYS + 1, 1], offset: 0 }),
        new Uint8Array(2 * MAX_ARRAYS + 2),
      ),
    ],
    ['nested beyond all measure', frameOf('['.repeat(100_000) + ']'.repeat(100_000))],
    ['nested too deeply', frameOf('['.repeat(MAX_DEPTH + 2) + ']'.repeat(MAX_DEPTH + 2))],
  ])('are refused %s', (_, frame) => {
    expect(refusal(() => decodeFrame(frame))).toMatch(/^bad_message\/none: .+\. Nothing was done\./);
  });

  it('of any bytes at all end in a message or in bad_message', () => {
    const mutated = fc
      .tuple(typedArray, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1 }), fc.nat())
      .map(([array, changes, cut]) => {
        const frame = binary({ status: 'ok', data: { array, matrix: [array, array] }, id: 1 });
        for (const [position, value] of changes) frame[position % frame.length] = value;
        return frame.subarray(0, frame.length - (cut % 8));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), mutated), (frame) => {
        expect(refusal(() => decodeFrame(frame))).toMatch(/^(accepted$|bad_message)/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('text frames', () => {
  it('are the JSON of the message, arrays as plain lists', () => {
    const values = fc.oneof(fc.jsonValue(), typedArray, fc.constant(undefined), fc.array(typedArray));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values), (message) => {
        const plain = JSON.stringify(message, (_, value: unknown) =>
          ArrayBuffer.isView(value) ? Array.from(value as TypedArray) : value,
        );
        expect(encodeFrame(message, 'json')).toBe(plain);
      }),
    );
  });

  it('hold null for a value that is not finite', () => {
    expect(
      encodeFrame({ a: Float64Array.of(1, Number.NaN, -Infinity, -0), b: new Int16Array() }, 'json'),
    ).toBe('{"a":[1,null,null,0],"b":[]}');
  });

  it('keep the text of a constant array, and of no other', () => {
    const changing = Float64Array.of(1);
    const constant = constantArray(Float64Array.of(1));
    encodeFrame({ changing, constant }, 'json');
    changing[0] = 2;
    constant[0] = 2;
    expect(encodeFrame({ changing, constant }, 'json')).toBe('{"changing":[2],"constant":[1]}');
  });

  it.each(['', '{', 'undefined', '{"a":1}}', "{'a':1}"])('that are not JSON are refused: %s', (frame) => {
    expect(refusal(() => decodeFrame(frame))).toMatch(/^bad_message\/none: The text frame is not JSON\./);
  });
});

describe('a message that cannot travel', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  it.each([
    ['an array of another kind', { a: Uint8Array.of(1) }],
    ['a cycle', cycle],
    ['a bigint', { a: 1n }],
    ['the reserved key', { $array: 1, b: Float32Array.of(1) }],
  ])('is refused before it is sent: %s', (_, message) => {
    for (const arrays of ['json', 'binary'] as const)
      expect(refusal(() => encodeFrame(message, arrays))).toMatch(
        /^invalid_params\/none: .+ It was not sent\.$/,
      );
  });
});
