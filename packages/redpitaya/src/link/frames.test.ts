import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpan, decodeHeader, encodeHeader, HEADER_BYTES, OPCODE, WINDOW_BYTES } from './frames.ts';

describe('header', () => {
  it('is the opcode, a zero, the count and the address, little endian', () => {
    const bytes = new Uint8Array(HEADER_BYTES);
    encodeHeader(bytes, 0, 'write', 0xc0ffee04, 0x1234);
    expect([...bytes]).toEqual([0x77, 0, 0x34, 0x12, 0x04, 0xee, 0xff, 0xc0]);
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('read' as const, 'write' as const),
        fc.nat(0xffffffff),
        fc.nat(0xffff),
        fc.nat(8),
        (kind, address, count, offset) => {
          const bytes = new Uint8Array(HEADER_BYTES + offset);
          encodeHeader(bytes, offset, kind, address, count);
          expect(decodeHeader(bytes, offset)).toEqual({ opcode: OPCODE[kind], count, address });
        },
      ),
    );
  });
});

describe('checkSpan', () => {
  it.each([
    [0x40000000, 1],
    [0, 32768],
    [0x4011fffc, 1],
    [0xfffffffc, 1],
  ])('admits %d words', (address, count) => {
    expect(() => checkSpan('read', address, count)).not.toThrow();
  });

  it.each([
    [0x40000002, 1, 'The read was not sent: the address 0x40000002 is not a multiple of 4.'],
    [-4, 1, 'is not a 32-bit number'],
    [0x1_0000_0000, 1, 'is not a 32-bit number'],
    [Number.NaN, 1, 'is not a 32-bit number'],
    [0, 0, '0 words at 0x00000000 is not between 1 and 65535 words'],
    [0, 1.5, 'is not between 1 and 65535 words'],
    [0, 65536, 'is not between 1 and 65535 words'],
    [0, 32769, 'run past 0x00020000'],
    [0x4011fffc, 2, "2 words at 0x4011FFFC run past 0x40120000, where the register server's window ends"],
  ])('refuses %d, %d words, with a sentence', (address, count, sentence) => {
    expect(() => checkSpan('read', address, count)).toThrow(RangeError);
    expect(() => checkSpan('read', address, count)).toThrow(sentence);
  });

  it('admits exactly what ends inside one window', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.integer({ min: 1, max: 65535 }), (index, count) => {
        const address = 4 * index;
        const fits =
          Math.floor(address / WINDOW_BYTES) === Math.floor((address + 4 * count - 1) / WINDOW_BYTES);
        const admitted = (() => {
          try {
            checkSpan('write', address, count);
            return true;
          } catch {
            return false;
          }
        })();
        expect(admitted).toBe(fits);
      }),
    );
  });
});
