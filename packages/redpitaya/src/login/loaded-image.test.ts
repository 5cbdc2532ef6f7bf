import { describe, expect, it } from 'vitest';
import { judgeMarker } from './loaded-image.ts';

const os = (generation: 1 | 2 | 3 | null) => ({ text: null, generation });

describe('judgeMarker', () => {
  it.each([
    ['pyrpl\n', 2, true],
    ['PyRPL', 2, true],
    ['v0.94\n', 2, false],
    [null, 2, false],
    // OS 3 writes the name also when loading failed.
    ['pyrpl\n', 3, false],
    ['pyrpl //opt//pyrpl//fpga.bin\n', 3, true],
    // OS 1 writes none when PyRPL loads its image; one that is there is of an image before.
    [null, 1, null],
    ['v0.94', 1, null],
    ['pyrpl', null, true],
  ] as const)("%j under OS %s is PyRPL's: %s", (text, generation, isPyrpl) => {
    expect(judgeMarker(text, os(generation))).toEqual({ marker: text?.trim() ?? null, isPyrpl });
  });
});
