/*
 * `npm run screenshot:pymodaq [-- FILE]`: a picture of PyMoDAQ's dashboard with all plugins at work on a simulated board. Where
 * there is no display, Linux gets one by Xvfb; elsewhere Qt draws without.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockedPython } from './python-environment.ts';
import { installSystemPackages } from './system-packages.ts';

const XVFB_PACKAGES = ['xvfb', 'xauth', 'fonts-dejavu-core', 'libxcb-cursor0', 'libxcb-icccm4'];
const XCB_PACKAGES = ['libxcb-image0', 'libxcb-keysyms1', 'libxcb-render-util0', 'libxkbcommon-x11-0'];

const rig = fileURLToPath(new URL('../e2e/pymodaq', import.meta.url));
const python = await lockedPython('pymodaq-tests');
const command = [python, join(rig, 'screenshot.py'), ...process.argv.slice(2)];
const env = { ...process.env, PYTHONPATH: rig, PYRPL_MUX_TEST_NODE: process.execPath };
const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
const hasXvfb = (): boolean => spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).error === undefined;
if (!hasDisplay && !hasXvfb()) installSystemPackages([...XVFB_PACKAGES, ...XCB_PACKAGES]);
const [program = '', ...args] =
  !hasDisplay && hasXvfb() ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24', ...command] : command;
const platform = program === 'xvfb-run' ? { QT_QPA_PLATFORM: 'xcb' } : {};
process.exitCode = spawnSync(program, args, { stdio: 'inherit', env: { ...env, ...platform } }).status ?? 1;
