/**
 * `npm run build:wheel`: installs what is missing, puts the worker's program and its page into the Python package, and writes the wheel
 * and the sdist of that to `python/dist`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard, DASHBOARD } from './built-dashboard.js';
import { BUNDLE, carryPython } from './carried-python.js';
import { prepare, root } from './prepare.js';

const project = join(root, 'python', 'pyrpl_mux');
const folder = join(root, 'python', 'dist');

try {
  const node = prepare();
  rmSync(BUNDLE, { recursive: true, force: true });
  run(node, 'bundle-worker.ts', BUNDLE);
  buildDashboard(node);
  cpSync(DASHBOARD, join(BUNDLE, 'dashboard'), { recursive: true });
  carryPython(join(BUNDLE, 'python'));
  rmSync(folder, { recursive: true, force: true });
  run(node, 'run-python.ts', 'tools', '-m', 'build', '--no-isolation', '--outdir', folder, project);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  // A checkout runs the program of its sources, which this copy would soon be behind.
  rmSync(BUNDLE, { recursive: true, force: true });
}

function run(node, script, ...args) {
  const { status } = spawnSync(node, ['--conditions=source', join(root, 'scripts', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Error(`The wheel was not built, for scripts/${script} failed; its reason stands above.`);
}
