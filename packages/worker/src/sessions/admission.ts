import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { SUBPROTOCOL } from '@pyrpl-mux/client';

/** Who may talk to the worker. */
export interface AdmissionOptions {
  readonly token: string;
  /** Address that the worker listens on. */
  readonly listen: string;
  /** Origins of web pages that may connect, beside the worker's own. */
  readonly allowOrigins: readonly string[];
}

/** Decides who may talk to the worker (PROTOCOL.md, section 2). */
export class Admission {
  readonly #token: Buffer;
  readonly #ownNames: ReadonlySet<string>;
  readonly #allowOrigins: ReadonlySet<string>;

  constructor({ token, listen, allowOrigins }: AdmissionOptions) {
    this.#token = digest(token);
    this.#ownNames = new Set(['localhost', '127.0.0.1', '[::1]', hostname().toLowerCase(), urlHost(listen)]);
    this.#allowOrigins = new Set(allowOrigins);
  }

  /** Whether a request brings the token, as `Authorization: Bearer` or as `?token=`. */
  hasToken(authorization: string | undefined, url: URL): boolean {
    const bearer = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1];
    const token = bearer ?? url.searchParams.get('token');
    return token !== null && timingSafeEqual(digest(token), this.#token);
  }

  /**
   * Whether a request names this worker as its host. A page that has bound its own name to this address (DNS rebinding)
   * does not.
   *
   * @param localAddress - the address at which the connection came in
   */
  isOwnHost(host: string | undefined, localAddress: string | undefined): boolean {
    const url = host === undefined ? null : URL.parse(`http://${host}`);
    return url !== null && this.#isOwnName(url.hostname, localAddress);
  }

  /** Whether a connection comes from a program, the worker's own page, or a page that it was told to accept. */
  isAllowedOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined || this.#allowOrigins.has(origin)) return true;
    const page = URL.parse(origin);
    const own = host === undefined ? null : URL.parse(`http://${host}`);
    if (page === null || own === null || page.protocol !== 'http:' || page.host !== own.host) return false;
    return this.#isOwnName(page.hostname, request.socket.localAddress);
  }

  #isOwnName(name: string, localAddress: string | undefined): boolean {
    return this.#ownNames.has(name) || (localAddress !== undefined && name === urlHost(localAddress));
  }
}

/** Whether the client speaks this version: it offers it, or offers nothing. */
export function speaksProtocol(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'];
  return offered === undefined || offered.split(',').some((name) => name.trim() === SUBPROTOCOL);
}

/** An address as it stands in a URL: IPv6 in brackets, without the prefix of a mapped IPv4 address. */
export function urlHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
