import { describe, expect, it } from 'vitest';
import { NEVER_RESTARTED } from '../process/restarts.ts';
import { workerStart } from './worker-arguments.ts';

const first = { json: true, restarts: NEVER_RESTARTED };
const restarts = {
  count: 1,
  last: { when: '2026-11-22T15:00:00.000Z', why: 'The worker ended by SIGKILL.' },
};

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
    const again = workerStart(args, { json: true, restarts }).args;
    expect(again.slice(again.indexOf('--restarted'))).toEqual([
      '--restarted',
      JSON.stringify(restarts),
      '--supervised',
    ]);
    expect(again).toContain('--host');
    expect(again).not.toContain('--take-over');
    expect(again).not.toContain('--load-fpga');
  });

  it('spares a person the log of everyday events', () => {
    expect(workerStart(['serve'], { ...first, json: false }).args).toEqual([
      'worker',
      '--log-level',
      'warn',
      '--log-sentences',
      '--supervised',
    ]);
    expect(workerStart(['serve', '--json'], first).args).toEqual(['worker', '--supervised']);
  });
});
