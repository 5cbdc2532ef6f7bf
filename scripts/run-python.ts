/*
 * Runs the Python of a lock: `node --conditions=source scripts/run-python.ts LOCK ARGUMENT ...`. Its exit code becomes this
 * process's.
 */
import { spawn } from 'node:child_process';
import { PythonEnvironmentError } from '../packages/worker/src/backend/pyrpl/python-environment-interpreter.ts';
import { type Lock, lockedPython } from './python-environment.ts';

const LOCKS: ReadonlyMap<string | undefined, Lock> = new Map([
  ['pyrpl', 'pyrpl'],
  ['pyrpl-tests', 'pyrpl-tests'],
  ['pymodaq-tests', 'pymodaq-tests'],
  ['tools', 'tools'],
]);

const [name, ...args] = process.argv.slice(2);
const lock = LOCKS.get(name);
try {
  if (lock === undefined)
    throw new PythonEnvironmentError(`"${name}" is no lock. They are: ${[...LOCKS.keys()].join(', ')}.`);
  const child = spawn(await lockedPython(lock), args, {
    stdio: 'inherit',
    env: { ...process.env, QT_QPA_PLATFORM: 'offscreen', PYTHONDONTWRITEBYTECODE: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (process.platform !== 'win32') child.kill(signal);
    });
  child.once('error', (error) => {
    throw error;
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  if (!(error instanceof PythonEnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
