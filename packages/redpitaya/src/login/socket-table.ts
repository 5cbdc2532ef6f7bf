import { Buffer } from 'node:buffer';

/** One TCP socket of the board. */
export interface BoardSocket {
  readonly localPort: number;
  /** Address of the other end, in the usual notation. */
  readonly remoteAddress: string;
  readonly state: 'established' | 'listening' | 'other';
  /** Whether a program holds it; a connection that waits to be accepted belongs to none yet. */
  readonly held: boolean;
}

/** Reads the kernel's tables of TCP sockets (`/proc/net/tcp` and `tcp6`, proc_net_tcp in Linux's documentation). */
export function parseSocketTable(text: string): BoardSocket[] {
  return text.split('\n').flatMap((line) => {
    const [number = '', local = '', remote = '', state = '', ...others] = line.trim().split(/\s+/);
    if (!/^\d+:$/.test(number)) return [];
    const [, port = ''] = local.split(':');
    const [address = ''] = remote.split(':');
    return [
      {
        localPort: Number.parseInt(port, 16),
        remoteAddress: parseAddress(address),
        state: state === '01' ? 'established' : state === '0A' ? 'listening' : 'other',
        held: others[5] !== undefined && others[5] !== '0',
      } as const,
    ];
  });
}

/** Addresses stand there as 32-bit words of the board's byte order, which is little-endian. */
function parseAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return 'an unknown address';
  bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.subarray(0, 12).equals(Buffer.from('00000000000000000000ffff', 'hex'));
  if (isMapped) return bytes.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}
