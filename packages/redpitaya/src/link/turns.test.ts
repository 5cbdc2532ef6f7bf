import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, type Operation, PIECE_WORDS, type Piece } from './batch.ts';
import { HEADER_WORDS, Turns } from './turns.ts';

const read = (address: number, count: number): Operation => ({ op: 'read', address, count });
const write = (address: number, count: number): Operation => ({
  op: 'write',
  address,
  words: new Uint32Array(count),
});

/** Runs until nothing is left, or `most` pieces have been sent. */
function send(turns: Turns, most = Number.POSITIVE_INFINITY): Piece[] {
  const pieces: Piece[] = [];
  turns.run(
    () => pieces.length < most,
    (piece) => pieces.push(piece),
  );
  return pieces;
}

const LANE_BYTES = 0x20000;
const laneOf = ({ address }: Piece): number => Math.floor(address / LANE_BYTES);

describe('Turns', () => {
  const operation = fc.record({ isRead: fc.boolean(), count: fc.integer({ min: 1, max: 3000 }) });
  const lanes = fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });

  it('keeps the order within a lane and sends every word once', () => {
    fc.assert(
      fc.property(lanes, (plans) => {
        const turns = new Turns();
        for (const [lane, plan] of plans.entries()) {
          const operations = plan.map(({ isRead, count }) =>
            (isRead ? read : write)(lane * LANE_BYTES, count),
          );
          turns.enqueue(`lane${lane}`, new Batch(operations));
        }
        const pieces = send(turns);
        for (const [lane, plan] of plans.entries()) {
          const sent = pieces.filter((piece) => laneOf(piece) === lane);
          expect(sent.map(({ index }) => index)).toEqual(
            sent.map(({ index }) => index).toSorted((a, b) => a - b),
          );
          for (const [index, { count }] of plan.entries()) {
            const parts = sent.filter((piece) => piece.index === index);
            expect(
              parts.reduce(
                (next, part) => ((part.address % LANE_BYTES) / 4 === next ? next + part.count : -1),
                0,
              ),
            ).toBe(count);
          }
        }
        expect(turns.queued).toBe(0);
      }),
    );
  });

  it('lets a small write wait for at most one piece of every other lane', () => {
    fc.assert(
      fc.property(lanes, fc.nat(40), (plans, before) => {
        const turns = new Turns();
        for (const [lane, plan] of plans.entries()) {
          const operations = plan.map(({ isRead, count }) =>
            (isRead ? read : write)(lane * LANE_BYTES, count),
          );
          turns.enqueue(`lane${lane}`, new Batch(operations));
        }
        send(turns, before);
        turns.enqueue('small', new Batch([write(plans.length * LANE_BYTES, 1)]));
        const pieces = send(turns);
        const ahead = pieces.slice(
          0,
          pieces.findIndex((piece) => laneOf(piece) === plans.length),
        );
        for (const lane of plans.keys()) {
          const words = ahead
            .filter((piece) => laneOf(piece) === lane)
            .reduce((sum, { count }) => sum + count + HEADER_WORDS, 0);
          expect(words).toBeLessThanOrEqual(PIECE_WORDS + HEADER_WORDS);
        }
      }),
    );
  });

  it('lets writes pass reads that must wait, and the reads keep their place', () => {
    const turns = new Turns();
    turns.enqueue('first', new Batch([read(0, 1)]));
    turns.enqueue('second', new Batch([read(LANE_BYTES, 1)]));
    turns.enqueue('writer', new Batch([write(2 * LANE_BYTES, 1)]));
    const passed: Piece[] = [];
    turns.run(
      (kind) => kind === 'write',
      (piece) => passed.push(piece),
    );
    expect(passed.map(laneOf)).toEqual([2]);
    turns.enqueue('third', new Batch([read(3 * LANE_BYTES, 1)]));
    expect(send(turns).map(laneOf)).toEqual([0, 1, 3]);
  });

  it('gives a lane whose only batch was given up no second place', async () => {
    const turns = new Turns();
    const stop = new AbortController();
    const givenUp = new Batch([read(0, 1)], stop.signal);
    turns.enqueue('first', givenUp);
    stop.abort('enough');
    expect(send(turns)).toEqual([]);
    for (const [lane, name] of ['first', 'second'].entries())
      turns.enqueue(name, new Batch([read(lane * LANE_BYTES, 2 * PIECE_WORDS)]));
    expect(send(turns).map(laneOf)).toEqual([0, 1, 0, 1]);
    await expect(givenUp.settled).rejects.toBe('enough');
  });

  it('sends nothing more of a batch that was given up, and everything else once and in order', () => {
    const plan = fc.record({
      count: fc.integer({ min: 1, max: 5000 }),
      lane: fc.integer({ min: 0, max: 2 }),
      /** After how many pieces of all lanes it is given up; undefined for one that is not. */
      givenUpAfter: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1, maxLength: 12 }), (plans) => {
        const turns = new Turns();
        const batches = plans.map(({ count, givenUpAfter }, index) => {
          const stop = new AbortController();
          const signal = givenUpAfter === undefined ? undefined : stop.signal;
          const batch = new Batch([read(index * LANE_BYTES, count)], signal);
          batch.settled.catch(() => undefined);
          return { batch, stop, sent: 0 };
        });
        for (const [index, { lane }] of plans.entries()) {
          const { batch } = batches[index] ?? {};
          if (batch !== undefined) turns.enqueue(`lane${lane}`, batch);
        }
        const order: number[] = [];
        for (let pieces = 0; pieces < 200; pieces += 1) {
          for (const [index, { givenUpAfter }] of plans.entries())
            if (givenUpAfter === pieces) batches[index]?.stop.abort();
          for (const piece of send(turns, 1)) {
            const index = laneOf(piece);
            const sent = batches[index];
            const { givenUpAfter = Number.POSITIVE_INFINITY } = plans[index] ?? {};
            expect(pieces).toBeLessThan(givenUpAfter);
            order.push(index);
            if (sent !== undefined) sent.sent += piece.count;
          }
        }
        for (const [index, { count, givenUpAfter, lane }] of plans.entries()) {
          if (givenUpAfter === undefined) expect(batches[index]?.sent).toBe(count);
          const ofLane = order.filter((each) => plans[each]?.lane === lane);
          expect(ofLane).toEqual(ofLane.toSorted((a, b) => a - b));
        }
        expect(turns.queued).toBe(0);
      }),
    );
  });
});
