import { createHash, timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext, type ParsedKey } from 'ssh2';

/** Who may log in. */
export interface LoginOptions {
  /** Default `root`. */
  readonly user?: string | undefined;
  /** Default `root`. */
  readonly password?: string | undefined;
  /** Public keys that may log in, in OpenSSH's format; default none. */
  readonly authorizedKeys?: readonly string[] | undefined;
}

/** Tries of one connection, as OpenSSH allows. */
const TRIES = 6;

/** Lets in who has the password or one of the keys. */
export class Login {
  readonly #user: string;
  readonly #password: string;
  readonly #keys: readonly ParsedKey[];

  /** @throws Error if an authorized key can't be read */
  constructor({ user = 'root', password = 'root', authorizedKeys = [] }: LoginOptions = {}) {
    this.#user = user;
    this.#password = password;
    this.#keys = authorizedKeys.map((text) => {
      const key = ssh2.utils.parseKey(text);
      if (key instanceof Error) throw key;
      return key;
    });
  }

  /** Answers one try; true while more are allowed. */
  answer(context: AuthContext, tries: number): boolean {
    if (context.username === this.#user && this.#isKnown(context)) {
      context.accept();
      return true;
    }
    if (tries >= TRIES) return false;
    context.reject(this.#keys.length > 0 ? ['publickey', 'password'] : ['password']);
    return true;
  }

  #isKnown(context: AuthContext): boolean {
    if (context.method === 'password') return equal(context.password, this.#password);
    if (context.method !== 'publickey') return false;
    const { key, blob, signature, hashAlgo } = context;
    const known = this.#keys.find((each) => each.type === key.algo && each.getPublicSSH().equals(key.data));
    if (known === undefined) return false;
    return blob === undefined || signature === undefined || known.verify(blob, signature, hashAlgo) === true;
  }
}

function equal(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
