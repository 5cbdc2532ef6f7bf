import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SessionAccess } from '@pyrpl-mux/client';

/** What each secret that is derived from the token is for; PROTOCOL.md names the first. */
const PURPOSES = {
  viewToken: 'pyrpl-mux view',
  cookie: { operate: 'pyrpl-mux cookie operate', view: 'pyrpl-mux cookie view' },
} as const;

/**
 * The secrets that open a worker: its token, and what is derived from that, so that all stay the same over restarts and
 * none tells the one it was derived from.
 */
export class Credentials {
  /** Lets its bearer look on only. */
  readonly viewToken: string;
  readonly #cookies: Readonly<Record<SessionAccess, string>>;
  readonly #tokenDigest: Buffer;
  readonly #viewDigest: Buffer;
  readonly #cookieDigests: Readonly<Record<SessionAccess, Buffer>>;

  constructor(token: string) {
    const { cookie } = PURPOSES;
    this.viewToken = derive(token, PURPOSES.viewToken);
    this.#cookies = { operate: derive(token, cookie.operate), view: derive(token, cookie.view) };
    this.#tokenDigest = digest(token);
    this.#viewDigest = digest(this.viewToken);
    this.#cookieDigests = { operate: digest(this.#cookies.operate), view: digest(this.#cookies.view) };
  }

  /** What a token allows; null if it is none of this worker's. */
  accessOfToken(token: string): SessionAccess | null {
    const given = digest(token);
    if (timingSafeEqual(given, this.#tokenDigest)) return 'operate';
    return timingSafeEqual(given, this.#viewDigest) ? 'view' : null;
  }

  /** The value of the cookie that allows this. */
  cookie(access: SessionAccess): string {
    return this.#cookies[access];
  }

  /** Whether the value of a cookie is the one that allows this. */
  isCookie(access: SessionAccess, value: string): boolean {
    return timingSafeEqual(digest(value), this.#cookieDigests[access]);
  }
}

function derive(token: string, purpose: string): string {
  return createHmac('sha256', token).update(purpose).digest('base64url');
}

/** Of equal length for every text, so that comparing takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
