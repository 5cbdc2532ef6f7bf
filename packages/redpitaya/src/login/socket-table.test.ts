import { describe, expect, it } from 'vitest';
import { parseSocketTable } from './socket-table.ts';

describe('parseSocketTable', () => {
  it("reads the kernel's own tables of both kinds of addresses", () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:08AE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 14382 1 0000000000000000 100 0 0 10 0
   1: 6401A8C0:08AE 0700000A:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 14390 1 0000000000000000 20 4 30 10 -1
   2: 6401A8C0:08AE 0800000A:D2F4 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 4 30 10 -1
   3: 6401A8C0:0016 0700000A:D2F8 06 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00006401A8C0:0050 0000000000000000FFFF00000900000A:C001 01 00000000:00000000 00:00000000 00000000     0        0 15001 1
   1: 000080FE000000000000000001000000:0050 000080FE00000000FF34120078563412:C002 01 00000000:00000000 00:00000000 00000000     0        0 15002 1
`;
    expect(parseSocketTable(table)).toEqual([
      { localPort: 2222, remoteAddress: '0.0.0.0', state: 'listening', held: true },
      { localPort: 2222, remoteAddress: '10.0.0.7', state: 'established', held: true },
      { localPort: 2222, remoteAddress: '10.0.0.8', state: 'established', held: false },
      { localPort: 22, remoteAddress: '10.0.0.7', state: 'other', held: false },
      { localPort: 80, remoteAddress: '10.0.0.9', state: 'established', held: true },
      { localPort: 80, remoteAddress: 'fe80::12:34ff:1234:5678', state: 'established', held: true },
    ]);
  });

  it('leaves out what is no socket', () => {
    expect(parseSocketTable('cat: nothing\n\n  sl  local_address\n')).toEqual([]);
  });
});
