import ssh2 from 'ssh2';

/** A new private key by which a board is known to those who log in; to be kept where it shall stay the same. */
export function generateHostKey(): string {
  return ssh2.utils.generateKeyPairSync('ed25519').private;
}
