import type { SocketAddress } from '../../server/monitor-server.ts';
import type { Machine } from '../machine.ts';
import { type Program, splitFlags } from './program.ts';

function text(address: SocketAddress | null): string {
  return address === null ? '0.0.0.0:*' : `${address.host.replace('::ffff:', '')}:${address.port}`;
}

/** Sockets that the flags ask for: `l` those that listen, `a` all, neither those connected. */
function chosen(machine: Machine, flags: ReadonlySet<string>) {
  return machine
    .sockets()
    .filter(({ remote }) => flags.has('a') || flags.has('all') || (remote === null) === flags.has('l'));
}

const ss: Program = ({ args, out, machine }) => {
  const { flags } = splitFlags(args);
  if (!flags.has('H')) out.write('State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n');
  for (const { local, remote, held, name, pid } of chosen(machine, flags)) {
    const owner = flags.has('p') && held ? ` users:(("${name}",pid=${pid},fd=3))` : '';
    out.write(
      `${remote === null ? 'LISTEN' : 'ESTAB '} 0      0      ${text(local)} ${text(remote)}${owner}\n`,
    );
  }
  return 0;
};

/** An address as `/proc/net/tcp` writes it: bytes of the host in reverse, all hexadecimal. */
function hexadecimal({ host, port }: SocketAddress): string {
  const bytes = host.replace('::ffff:', '').split('.').map(Number).reverse();
  const digits = (value: number, width: number): string =>
    value.toString(16).toUpperCase().padStart(width, '0');
  return `${bytes.map((byte) => digits(byte, 2)).join('')}:${digits(port, 4)}`;
}

/** Contents of `/proc/net/tcp`. */
export function procNetTcp(machine: Machine): string {
  const lines = machine.sockets().map(({ local, remote, held, pid }, index) => {
    const there = hexadecimal(remote ?? { host: '0.0.0.0', port: 0 });
    const state = remote === null ? '0A' : '01';
    const zeros = '00000000:00000000 00:00000000 00000000';
    return `${String(index).padStart(4)}: ${hexadecimal(local)} ${there} ${state} ${zeros} 0 0 ${held ? 10_000 + pid : 0} 1\n`;
  });
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  return `${head}${lines.join('')}`;
}

/** Programs that show connections. */
export const NETWORK_PROGRAMS: ReadonlyMap<string, Program> = new Map([['ss', ss]]);
