import { describe, expect, it } from 'vitest';
import { FrameMemory } from './frame-memory.ts';

describe('the memory of frames', () => {
  it('is used again for frames of about the same length, once it was given back', () => {
    const memory = new FrameMemory();
    const first = memory.take(100_000);
    expect(memory.take(100_000).buffer).not.toBe(first.buffer);
    memory.give(first);
    expect(memory.take(40_000).buffer).not.toBe(first.buffer);
    const second = memory.take(99_000);
    expect(second.buffer).toBe(first.buffer);
    expect(second.byteLength).toBe(99_000);
  });

  it('is bounded', () => {
    const memory = new FrameMemory();
    const frames = Array.from({ length: 10 }, () => memory.take(100_000));
    const buffers = new Set(frames.map(({ buffer }) => buffer));
    for (const frame of frames) memory.give(frame);
    const again = frames.filter(() => buffers.has(memory.take(100_000).buffer));
    expect(again.length).toBe(2);
    const huge = memory.take(2_000_000);
    memory.give(huge);
    expect(memory.take(2_000_000).buffer).not.toBe(huge.buffer);
  });
});
