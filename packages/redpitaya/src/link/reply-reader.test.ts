import { describe, expect, it } from 'vitest';
import { Batch, type Piece } from './batch.ts';
import { bytesOf, encodeHeader, HEADER_BYTES } from './frames.ts';
import { ReplyReader } from './reply-reader.ts';

const DATA = [Uint32Array.of(1, 0x89abcdef), new Uint32Array(0), Uint32Array.of(3)] as const;

/** Three outstanding requests, the replies to them, and a reader that waits for these. */
function scene(): { reader: ReplyReader; replies: Uint8Array; done: Piece[]; batch: Batch } {
  const batch = new Batch([
    { op: 'read', address: 0x40000000, count: 2 },
    { op: 'write', address: 0x40300104, words: Uint32Array.of(7, 8) },
    { op: 'read', address: 0x40000010, count: 1 },
  ]);
  const pieces: Piece[] = [];
  for (let piece = batch.take(); piece !== null; piece = batch.take()) pieces.push(piece);
  const replies = pieces.flatMap((piece, index) => {
    const header = new Uint8Array(HEADER_BYTES);
    encodeHeader(header, 0, piece.kind, piece.address, piece.count);
    return [...header, ...bytesOf(DATA[index] ?? new Uint32Array(0))];
  });
  const done: Piece[] = [];
  const reader = new ReplyReader(
    () => pieces[done.length],
    (piece) => {
      done.push(piece);
      batch.acknowledge(piece);
    },
  );
  return { reader, replies: Uint8Array.from(replies), done, batch };
}

describe('ReplyReader', () => {
  it('understands replies cut at every two bytes', async () => {
    const { length } = scene().replies;
    for (let first = 0; first <= length; first += 1) {
      for (let second = first; second <= length; second += 1) {
        const { reader, replies, batch } = scene();
        const chunks = [
          replies.subarray(0, first),
          replies.subarray(first, second),
          replies.subarray(second),
        ];
        expect(chunks.map((chunk) => reader.push(chunk))).toEqual([null, null, null]);
        expect(reader.midReply).toBe(false);
        expect(await batch.settled).toEqual(DATA);
      }
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 31])(
    'sees any wrong bit in byte %d, which belongs to a header',
    (position) => {
      for (let bit = 0; bit < 8; bit += 1) {
        const { reader, replies, done } = scene();
        replies[position] = (replies[position] ?? 0) ^ (1 << bit);
        expect(reader.push(replies)).toMatch(
          /^Its reply does not belong to the oldest request, a (read|write) of/,
        );
        expect(done.length).toBe([0, 16, 24].findLastIndex((start) => start <= position));
      }
    },
  );

  it('sees the first byte that nobody asked for', () => {
    const { reader, replies } = scene();
    expect(reader.push(replies)).toBe(null);
    expect(reader.push(Uint8Array.of(0, 0))).toBe('It sent 2 bytes that nobody asked for.');
  });
});
