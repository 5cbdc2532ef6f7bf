import { describe, expect, it } from 'vitest';
import { streamNotice } from './stream-notice.ts';

const well = {
  live: true,
  mode: 'run',
  stream: { viewers: 1, state: 'running', reason: null },
  hasTrace: true,
} as const;

describe('streamNotice', () => {
  it('is silent while traces come, and when somebody stopped them here', () => {
    expect(streamNotice(well)).toBeNull();
    const stream = { viewers: 0, state: 'waiting', reason: 'Armed, waiting.' } as const;
    expect(streamNotice({ ...well, mode: 'stop', stream })).toBeNull();
  });

  it('passes on why the worker sends none', () => {
    const stream = { viewers: 1, state: 'waiting', reason: 'Armed, waiting for in1 rising.' } as const;
    expect(streamNotice({ ...well, stream })).toEqual({
      sentence: 'Armed, waiting for in1 rising.',
      offersTrigger: false,
    });
  });

  it('offers a trigger only where none is chosen', () => {
    const stream = { viewers: 1, state: 'no_trigger', reason: 'Nobody has chosen a trigger.' } as const;
    expect(streamNotice({ ...well, hasTrace: false, stream })).toMatchObject({ offersTrigger: true });
  });

  it('never leaves an empty plot without a sentence', () => {
    for (const live of [true, false])
      for (const mode of ['run', 'single', 'stop'] as const)
        for (const stream of [null, well.stream, { viewers: 0, state: 'idle', reason: null } as const])
          expect(streamNotice({ live, mode, stream, hasTrace: false })?.sentence).toMatch(/\.$/);
  });
});
