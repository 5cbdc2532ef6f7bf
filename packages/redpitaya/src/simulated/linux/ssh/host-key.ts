import ssh2 from 'ssh2';

/** A new private key by which a board is known to those who log in; to be kept where it shall stay the same. */
export function generateHostKey(): string {
  // About one in a thousand of the Ed25519 keys that ssh2 writes can't be read again.
  return ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private;
}
