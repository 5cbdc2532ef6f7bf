import { LoginError } from './errors.ts';

/** Who was to log in, and where. */
interface SshTarget {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly credentials: object;
}

/** Says why a login failed; `spoke` tells whether the board had shown its key before. */
export function restate(
  cause: Error & { readonly level?: string; readonly code?: string },
  options: SshTarget,
  spoke: boolean,
): Error {
  const { host, port = 22, user, credentials } = options;
  switch (cause.level ?? 'protocol') {
    case 'client-authentication': {
      const proof = 'password' in credentials ? 'password' : 'key';
      return new LoginError(
        'denied',
        `${host}:${port} does not accept the user ${user} with this ${proof}. Nothing was done.`,
        `Check the user and the ${proof}; a new Red Pitaya has the user root with the password root.`,
        { cause },
      );
    }
    case 'client-dns':
    case 'client-socket':
      if (spoke) return closedEarly(options, cause);
      if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') return unknownName(options, cause);
      return new LoginError(
        'unreachable',
        `Nothing answers SSH at ${host}:${port}: ${cause.message}.`,
        'Check the power and the cable of the board, its name, and --ssh-port.',
        { cause },
      );
    default:
      return new LoginError(
        'not_ssh',
        `What answers at ${host}:${port} can't be talked to by SSH: ${cause.message}.`,
        'Check --ssh-port: another program may listen there.',
        { cause },
      );
  }
}

function unknownName({ host }: SshTarget, cause: Error): LoginError {
  return new LoginError(
    'unreachable',
    `The name ${host} is unknown to this computer.`,
    "Check the spelling (rp-xxxxxx.local, as printed on the board), or use the board's address.",
    { cause },
  );
}

/** The board ended the connection. */
export function closedEarly({ host, port = 22 }: SshTarget, cause?: Error): LoginError {
  return new LoginError(
    'not_ssh',
    `${host}:${port} ended the connection before the login was done.`,
    'Try again in a minute; if it stays so, check --ssh-port: another program may listen there.',
    { cause },
  );
}

/** The login took longer than `timeoutMs`. */
export function tooSlow({ host, port = 22 }: SshTarget, timeoutMs: number, spoke: boolean): LoginError {
  return new LoginError(
    spoke ? 'not_ssh' : 'unreachable',
    `The login at ${host}:${port} was not done within ${timeoutMs / 1000} s.`,
    'Check the power and the cable of the board, its name, and --ssh-port.',
  );
}
