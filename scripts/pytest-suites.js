/** The suites that pytest runs, each with the environment and the folders that it needs. Plain JavaScript for Node >= 20. */
import { join } from 'node:path';
import { root } from './prepare.js';

const pymodaqRig = join(root, 'e2e', 'pymodaq');

/** Of PyMoDAQ's tests: nothing of the user's is touched, and nothing waits for ever. */
const PYMODAQ = {
  lock: 'pymodaq-tests',
  options: ['-p', 'pymodaq_rig.isolation', '--timeout=900', '--durations=8'],
};

/** Tests of the Python packages. */
export const PYTHON_SUITE = {
  name: 'python/pyrpl_mux',
  lock: 'pyrpl-tests',
  folder: join(root, 'python', 'pyrpl_mux'),
  options: [],
};

/** Tests of the plugins alone, and with whole dashboards. */
export const PYMODAQ_SUITES = [
  {
    ...PYMODAQ,
    name: 'python/pymodaq_plugins_pyrpl_mux',
    folder: join(root, 'python', 'pymodaq_plugins_pyrpl_mux'),
  },
  { ...PYMODAQ, name: 'e2e/pymodaq', folder: pymodaqRig },
];

/**
 * The arguments with which Node runs pytest.
 *
 * @param {{ lock: string, options: readonly string[] }} suite
 * @param {readonly string[]} args
 */
export function pytestArguments({ lock, options }, args) {
  const python = ['--conditions=source', join(root, 'scripts', 'run-python.ts'), lock];
  return [...python, '-m', 'pytest', '--quiet', '-p', 'no:cacheprovider', ...options, ...args];
}

/**
 * What the tests find in their environment besides what is there.
 *
 * @param {string} node
 */
export function pytestEnvironment(node) {
  return { PYTHONPATH: pymodaqRig, PYRPL_MUX_TEST_NODE: node };
}
