import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

/** Time in which an opener has told that it fails [ms]. One that is still busy then may be the browser itself. */
const PATIENCE = 10_000;

/**
 * Opens an address in the user's browser.
 *
 * @returns false if there is no browser here, or none that could be started
 */
export async function openInBrowser(address: string): Promise<boolean> {
  const opener = openerOf(process.platform, process.env);
  if (opener === null) return false;
  const [program, ...args] = opener;
  const opening = execa(program, [...args, address], {
    // It shall outlive this program.
    detached: true,
    cleanup: false,
    stdio: 'ignore',
    reject: false,
  });
  opening.unref();
  const patience = new AbortController();
  const ended = await Promise.race([opening, delay(PATIENCE, null, { signal: patience.signal })]);
  patience.abort();
  return ended === null || !ended.failed;
}

/** The program that opens an address with whatever the user prefers. None of them goes through a shell. */
export function openerOf(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): readonly [string, ...string[]] | null {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (platform === 'darwin') return ['open'];
  // Where there is no display, xdg-open would start a browser for text, in this terminal.
  const hasDisplay = [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some(Boolean);
  return hasDisplay ? ['xdg-open'] : null;
}
