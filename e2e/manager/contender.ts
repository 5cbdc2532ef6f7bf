/**
 * A program that shares a board: starts or attaches to a worker with the configuration in its first argument, prints
 * what `startWorker` answers, sends as many setpoints as its second argument says, prints how many came back wrong, and
 * shuts down when its stdin closes.
 */
import { once } from 'node:events';
import { SharedPyRPLManager, type WorkerConfig } from '@pyrpl-mux/client/node';

const [, , config = '{}', setpoints = '0'] = process.argv;
const manager = new SharedPyRPLManager();
// The configuration comes from the test itself.
const info = await manager.startWorker(JSON.parse(config) as WorkerConfig);
process.stdout.write(`${JSON.stringify(info)}\n`);

const values = Array.from(
  { length: Number(setpoints) },
  (_, n) => ((process.pid * 31 + n * 17) % 8192) / 8192,
);
const answers = await Promise.all(
  values.map((value, n) => manager.sendCommand('pid_set_setpoint', { channel: `pid${n % 3}`, value })),
);
const wrong = answers.filter((answer, n) => answer !== values[n]).length;
process.stdout.write(`${JSON.stringify({ wrong })}\n`);

process.stdin.resume();
await once(process.stdin, 'end');
await manager.shutdown();
