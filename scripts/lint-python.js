/** `npm run lint:python`: ruff's rules, its format and mypy over `python`, each run whatever the others say. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.js';

const project = join(root, 'python', 'pyrpl_mux');
const CHECKS = [
  ['ruff', 'check', '--no-cache', '.'],
  ['ruff', 'format', '--no-cache', '--check', '.'],
  ['mypy', '--cache-dir', join(root, '.cache', 'mypy')],
];

try {
  const node = prepare();
  for (const check of CHECKS) {
    const python = ['--conditions=source', join(root, 'scripts', 'run-python.ts'), 'tools', '-m'];
    const { status } = spawnSync(node, [...python, ...check], { cwd: project, stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
