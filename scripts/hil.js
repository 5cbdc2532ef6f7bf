/** `npm run test:hil`: installs what is missing, then runs the hardware-in-the-loop suite with the arguments given. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.js';

try {
  const program = join(root, 'e2e', 'hil', 'run.ts');
  const child = spawn(prepare(), ['--conditions=source', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  child.once('error', (error) => fail(`The suite can't be started: ${error.message}`));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  // This process ends when the board is as it was. On Windows the console itself tells both of Ctrl-C.
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
