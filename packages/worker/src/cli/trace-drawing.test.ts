import { describe, expect, it } from 'vitest';
import { drawTrace } from './trace-drawing.ts';

describe('a drawn trace', () => {
  it('rises from the lower left to the upper right for a ramp', () => {
    const ramp = Array.from({ length: 16 }, (_, index) => index);
    expect(drawTrace(ramp, { width: 4, height: 2 })).toEqual(['⠀⠀⡠⠊', '⡠⠊⠀⠀']);
  });

  it('shows a spike of one sample among 16384', () => {
    const trace = new Float32Array(16_384);
    trace[9000] = 1;
    const [top] = drawTrace(trace, { width: 40, height: 4 });
    expect(top?.replaceAll('⠀', '')).toHaveLength(1);
  });

  it('is a level line for a constant, and blank without samples', () => {
    expect(drawTrace([2, 2, 2, 2], { width: 2, height: 1 })).toEqual(['⠒⠒']);
    expect(drawTrace([], { width: 2, height: 1 })).toEqual(['⠀⠀']);
  });
});
