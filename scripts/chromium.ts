import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installSystemPackages, isRootOfDebian } from './system-packages.ts';

/** Names of the program on the search path. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where installers put it off the search path. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    if (folder === undefined) return [];
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

/**
 * The Chromium that shows the dashboard to tests: `PYRPL_MUX_CHROMIUM`, else the one of the search path, else the one
 * that an installer has left in its usual place. Where a Debian has none, root gets its package installed.
 *
 * @throws Error with a sentence if there is none
 */
export function chromium(): string {
  const named = process.env['PYRPL_MUX_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new Error(`PYRPL_MUX_CHROMIUM names ${named}, which is no program.`);
  }
  const found = find();
  if (found !== undefined) return found;
  if (isRootOfDebian()) {
    process.stderr.write('Installing chromium, which shows the dashboard to its tests ...\n');
    installSystemPackages(['chromium']);
  }
  const installed = find();
  if (installed !== undefined) return installed;
  throw new Error(
    'The tests of the dashboard need Chromium or Chrome, and there is none. Install it (Debian: apt-get install ' +
      'chromium), or name the program in PYRPL_MUX_CHROMIUM.',
  );
}

function find(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...(PLACES[process.platform] ?? [])].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
