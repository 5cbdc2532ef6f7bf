import { describe, expect, it } from 'vitest';
import { findObstacles } from './obstacles.ts';
import type { Occupants, RegisterServer } from './occupants.ts';

const nobody: Occupants = { registerServers: [], vendorPrograms: [], webServer: null };
const claim = { port: 2222, isOwn: (starter: string) => starter === 'me' };
const server = (given: Partial<RegisterServer>): RegisterServer => ({
  pid: 812,
  program: 'monitor_server',
  port: 2222,
  starter: null,
  client: null,
  ...given,
});
const named = (occupants: Partial<Occupants>): string[] =>
  findObstacles({ ...nobody, ...occupants }, claim).map(({ who }) => who);

describe('findObstacles', () => {
  it('says whose a program is and from where it is used', () => {
    expect(
      named({
        registerServers: [
          server({ client: '10.0.0.7' }),
          server({ program: 'monitor_server2223', port: 2223, client: '10.0.0.8' }),
          server({ program: 'pyrpl-mux-server', starter: 'anna@pc#5', client: '10.0.0.9' }),
        ],
        vendorPrograms: [
          { kind: 'web_application', name: 'scopegenpro', pids: [5, 6], clients: ['10.0.0.2', '10.0.0.3'] },
          { kind: 'scpi_server', name: 'scpi-server', pids: [7], clients: ['10.0.0.4'] },
        ],
      }),
    ).toEqual([
      'a PyRPL connected from 10.0.0.7 (monitor_server, process 812, port 2222)',
      'a PyRPL connected from 10.0.0.8 (monitor_server2223, process 812, port 2223)',
      'a pyrpl-mux worker of anna@pc#5, connected from 10.0.0.9 (pyrpl-mux-server, process 812, port 2222)',
      'the web application "scopegenpro", used from 10.0.0.2 and 10.0.0.3 (processes 5, 6)',
      'the SCPI server, used from 10.0.0.4 (process 7)',
    ]);
  });

  it('leaves in peace what keeps nobody from the board', () => {
    expect(
      named({
        webServer: { pids: [1], command: 'nginx' },
        registerServers: [
          server({ port: 2223 }),
          server({ program: 'pyrpl-mux-server', starter: 'anna@pc#5' }),
          server({ program: 'pyrpl-mux-server', starter: 'me', client: '10.0.0.1' }),
        ],
      }),
    ).toEqual([]);
  });
});
