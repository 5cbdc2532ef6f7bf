import { OWN_SERVER } from './board-paths.ts';
import type { Occupants, RegisterServer, VendorProgram } from './occupants.ts';

/** Who asks for the board. */
export interface Claim {
  /** The port at which its register server shall listen. */
  readonly port: number;
  /** Whether the register server that was started by `starter` belongs to it. */
  isOwn(starter: string): boolean;
}

/** Somebody else's program that has to end before the board can be used. */
export interface Obstacle {
  /** A clause that names it and whose it is. */
  readonly who: string;
  readonly occupant: RegisterServer | VendorProgram;
}

/** Finds whatever keeps the claimant from the board. */
export function findObstacles({ registerServers, vendorPrograms }: Occupants, claim: Claim): Obstacle[] {
  return [
    ...registerServers.flatMap((server) => {
      const who = nameServer(server, claim);
      return who === null ? [] : [{ who, occupant: server }];
    }),
    ...vendorPrograms.map((occupant) => ({ who: nameVendor(occupant), occupant })),
  ];
}

/** Whether a register server belongs to the claimant. */
export function isOwnServer({ program, starter, port }: RegisterServer, claim: Claim): boolean {
  return program === OWN_SERVER && port === claim.port && starter !== null && claim.isOwn(starter);
}

/** Null if it keeps nobody from the board. */
function nameServer(server: RegisterServer, claim: Claim): string | null {
  const { program, pid, port, client, starter } = server;
  if (isOwnServer(server, claim)) return null;
  const process = `${program}, process ${pid}, port ${port}`;
  if (program === OWN_SERVER) {
    return client === null
      ? null
      : `a pyrpl-mux worker of ${starter ?? 'somebody'}, connected from ${client} (${process})`;
  }
  if (client !== null) return `a PyRPL connected from ${client} (${process})`;
  return port === claim.port ? `a register server of PyRPL that waits for its client (${process})` : null;
}

function nameVendor({ kind, name, pids, clients }: VendorProgram): string {
  const users = clients.length === 0 ? 'nobody is connected' : `used from ${clients.join(' and ')}`;
  const what = kind === 'web_application' ? `the web application "${name}"` : 'the SCPI server';
  return `${what}, ${users} (${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')})`;
}
