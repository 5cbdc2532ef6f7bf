import { describe, expect, it } from 'vitest';
import { workerAddress } from './worker-address.ts';

describe('workerAddress', () => {
  it('is where the page came from, and passes on that it may only look', () => {
    const page = { protocol: 'http:', host: '127.0.0.1:8765', search: '' };
    expect(workerAddress(page)).toBe('ws://127.0.0.1:8765/');
    expect(workerAddress({ ...page, search: '?view' })).toBe('ws://127.0.0.1:8765/?view');
    expect(workerAddress({ ...page, protocol: 'https:' })).toBe('wss://127.0.0.1:8765/');
  });
});
