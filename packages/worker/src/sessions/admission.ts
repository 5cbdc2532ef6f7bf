import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { type SessionAccess, SUBPROTOCOL } from '@pyrpl-mux/client';
import { cookieName, cookieValues } from './cookies.ts';
import { Credentials } from './credentials.ts';

/** Who may talk to the worker. */
export interface AdmissionOptions {
  readonly token: string;
  /** Address that the worker listens on. */
  readonly listen: string;
  /** Origins of web pages that may connect, beside the worker's own. */
  readonly allowOrigins: readonly string[];
}

/** Decides who may talk to the worker, and who may only look (PROTOCOL.md, section 2). */
export class Admission {
  readonly credentials: Credentials;
  readonly #listen: string;
  readonly #ownNames: ReadonlySet<string>;
  readonly #allowOrigins: ReadonlySet<string>;

  constructor({ token, listen, allowOrigins }: AdmissionOptions) {
    this.credentials = new Credentials(token);
    this.#listen = urlHost(listen);
    this.#ownNames = new Set(['localhost', '127.0.0.1', '[::1]', hostname().toLowerCase(), urlHost(listen)]);
    this.#allowOrigins = new Set(allowOrigins);
  }

  /** What a request may do, by the token that it brings or else by its cookie; null if nothing. `?view` lowers it. */
  accessOf(request: IncomingMessage): SessionAccess | null {
    const token = presentedToken(request);
    const access = token === null ? this.#accessByCookie(request) : this.credentials.accessOfToken(token);
    return access !== null && searchParams(request).has('view') ? 'view' : access;
  }

  /**
   * The host that a request names, with its port, if that is this worker. A page that has bound its own name to this
   * address (DNS rebinding) names another.
   */
  ownHost({ headers: { host }, socket }: IncomingMessage): string | undefined {
    const url = host === undefined ? null : URL.parse(`http://${host}`);
    return url !== null && this.#isOwnName(url.hostname, socket.localAddress) ? url.host : undefined;
  }

  /**
   * The host of a link for others: this computer's name, if the worker listens for other computers and is asked at an
   * address that means something else to them.
   *
   * @param host - by which it is asked
   * @param port - at which it listens; a tunnel may have changed that of `host`
   */
  hostForOthers(host: string, port: number | undefined): string {
    if (!isLoopback(new URL(`http://${host}`).hostname) || isLoopback(this.#listen)) return host;
    return new URL(`http://${hostname()}:${port}`).host;
  }

  /** Whether a connection comes from a program, the worker's own page, or a page that it was told to accept. */
  isAllowedOrigin(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    return origin === undefined || this.#allowOrigins.has(origin) || this.isOwnPage(request);
  }

  /** Whether a request comes from a page that this worker has served, and says so. */
  isOwnPage(request: IncomingMessage): boolean {
    const page = URL.parse(request.headers.origin ?? '');
    return page?.protocol === 'http:' && page.host === this.ownHost(request);
  }

  #accessByCookie(request: IncomingMessage): SessionAccess | null {
    const { host, cookie, origin, upgrade } = request.headers;
    // A browser names the page that connects, and adds the cookie whatever page that is.
    const fromOwnPage = origin === undefined ? upgrade === undefined : this.isOwnPage(request);
    if (host === undefined || !fromOwnPage) return null;
    const has = (access: SessionAccess): boolean =>
      cookieValues(cookie, cookieName(host, access)).some((value) =>
        this.credentials.isCookie(access, value),
      );
    if (has('operate')) return 'operate';
    return has('view') ? 'view' : null;
  }

  #isOwnName(name: string, localAddress: string | undefined): boolean {
    return this.#ownNames.has(name) || (localAddress !== undefined && name === urlHost(localAddress));
  }
}

/** The token that a request brings: as `Authorization: Bearer`, as `?token=`, or in a link as `?view=`. */
export function presentedToken(request: IncomingMessage): string | null {
  const bearer = /^bearer +(.*)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? linkToken(searchParams(request));
}

/** The token of a link; null if it has none, or an empty `?view`. */
export function linkToken(params: URLSearchParams): string | null {
  return params.get('token') ?? (params.get('view') || null);
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

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || name.startsWith('127.');
}

function searchParams(request: IncomingMessage): URLSearchParams {
  return URL.parse(request.url ?? '/', 'http://worker')?.searchParams ?? new URLSearchParams();
}
