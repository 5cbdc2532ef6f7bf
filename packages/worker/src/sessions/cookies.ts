import type { SessionAccess } from '@pyrpl-mux/client';

/**
 * Name of the cookie that allows something at a host. Browsers share the cookies of a host between its ports, so the name
 * holds the port: that of the browser's address, which a tunnel may have changed.
 *
 * @param host - the request's `Host`
 */
export function cookieName(host: string, access: SessionAccess): string {
  const port = URL.parse(`http://${host}`)?.port || '80';
  return `pyrpl-mux-${port}${access === 'view' ? '-view' : ''}`;
}

/** Every value that a request's `Cookie` has for a name: pages at other ports of the host can add some. */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const [key = '', ...value] = pair.trim().split('=');
    return key === name ? [value.join('=')] : [];
  });
}

/** A `Set-Cookie` that scripts can't read and that no other site's page can make the browser send. */
export function setCookie(name: string, value: string): string {
  return `${name}=${value}; HttpOnly; SameSite=Strict; Path=/`;
}

/** A `Set-Cookie` that removes it. */
export function clearCookie(name: string): string {
  return `${setCookie(name, '')}; Max-Age=0`;
}
