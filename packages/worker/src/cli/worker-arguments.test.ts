import { describe, expect, it } from 'vitest';
import { workerStart } from './worker-arguments.ts';

const first = { json: true, again: false };

describe('workerStart', () => {
  it("keeps the board's password from the command line of the worker, where others can read it", () => {
    for (const given of [['--password', 'secret'], ['--password=secret']]) {
      const { args, environment } = workerStart(['serve', '--host', 'rp', ...given, '--user', 'root'], first);
      expect(args).toEqual(['worker', '--host', 'rp', '--user', 'root', '--supervised']);
      expect(environment).toEqual({ PYRPL_MUX_BOARD_PASSWORD: 'secret' });
    }
  });

  it('loads an image and takes over at the first start only, not after a crash', () => {
    const args = ['serve', '--host', 'rp', '--take-over', '--load-fpga'];
    expect(workerStart(args, first).args).toEqual([
      'worker',
      '--host',
      'rp',
      '--take-over',
      '--load-fpga',
      '--supervised',
    ]);
    const again = workerStart(args, { json: true, again: true }).args;
    expect(again).toContain('--host');
    expect(again).not.toContain('--take-over');
    expect(again).not.toContain('--load-fpga');
  });

  it('spares a person the log of everyday events', () => {
    expect(workerStart(['serve'], { json: false, again: false }).args).toEqual([
      'worker',
      '--log-level',
      'warn',
      '--log-sentences',
      '--supervised',
    ]);
    expect(workerStart(['serve', '--json'], first).args).toEqual(['worker', '--supervised']);
  });
});
