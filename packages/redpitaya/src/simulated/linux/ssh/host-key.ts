import { generateKeyPairSync } from 'node:crypto';

/** A new private key by which a board is known to those who log in; to be kept where it shall stay the same. */
export function generateHostKey(): string {
  // Not ssh2's generator: about one in a thousand of the Ed25519 keys that it writes can't be read again.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}
