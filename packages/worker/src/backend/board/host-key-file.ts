import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardFileName, hostBoardKey, replaceFile } from '@pyrpl-mux/client/node';

/** Names and addresses of this computer itself: whoever listens there has got in already. */
const OWN_ADDRESS = /^(localhost|127(\.\d+){3}|::1)$/;

/** Where the host key of the board that is logged in to at `host` and `port` is kept. */
export function hostKeyPath(host: string, port: number, folder: string): string {
  return join(folder, `${boardFileName(hostBoardKey(host, port))}.hostkey`);
}

/** Remembers the key that a board has shown at its first login, so that an impostor gets no password later. */
export class HostKeyFile {
  readonly #host: string;
  readonly #path: string;

  constructor(host: string, path: string) {
    this.#host = host;
    this.#path = path;
  }

  /** Path of the file. */
  get path(): string {
    return this.#path;
  }

  /** Fingerprint of the key that it has shown before; null if none is known. */
  get known(): string | null {
    try {
      return readFileSync(this.#path, 'utf8').trim() || null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Takes notice of a key with which a login succeeded. */
  async remember(fingerprint: string): Promise<void> {
    if (OWN_ADDRESS.test(this.#host) || this.known === fingerprint) return;
    await replaceFile(this.#path, `${fingerprint}\n`);
  }
}
