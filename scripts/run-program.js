/** Runs a program of the checkout on the project's own Node, as if it were this process. Plain JavaScript for Node >= 20. */
import { spawn } from 'node:child_process';
import { prepare } from './prepare.js';

/**
 * Installs what is missing, then runs Node with these arguments until it ends; its exit code becomes this process's.
 *
 * @param {readonly string[]} args
 * @param {(node: string) => void} before what the program needs beside the packages
 */
export function runProgram(args, before = () => undefined) {
  try {
    const node = prepare();
    before(node);
    const child = spawn(node, args, { stdio: 'inherit' });
    child.once('error', (error) => fail(`Node can't be started: ${error.message}`));
    child.once('exit', (code) => {
      process.exitCode = code ?? 1;
    });
    // This process ends when the program has. On Windows the console itself tells both of Ctrl-C, and a forwarded signal
    // would end the program at once.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (process.platform !== 'win32') child.kill(signal);
      });
    }
  } catch (error) {
    fail(error.message);
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
