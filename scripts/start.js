/** `npm start`: installs what is missing, then runs `pyrpl-mux serve` with the arguments given. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.js';

try {
  const program = join(root, 'packages', 'worker', 'bin', 'pyrpl-mux.js');
  const child = spawn(prepare(), [program, 'serve', ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('error', (error) => fail(`The worker can't be started: ${error.message}`));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  // This process ends when the worker has. On Windows the console itself tells both of Ctrl-C, and a forwarded signal
  // would end the child at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (process.platform !== 'win32') child.kill(signal);
    });
  }
} catch (error) {
  fail(error.message);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
