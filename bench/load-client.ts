/*
 * Clients at full rate, in a process of their own: `node load-client.ts URL CONNECTIONS`, where CONNECTIONS is a JSON
 * list of the commands that each of them repeats and of the way its arrays travel. It looks at no more of an answer
 * than whether it is one, prints a line when every connection has had its first, and the number of answers when its
 * standard input ends.
 */
import { openRawSocket } from './raw-socket.ts';

/** One connection's work. */
export interface Load {
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly arrays: 'json' | 'binary';
}

function isLoad(value: unknown): value is Load {
  return (
    typeof value === 'object' &&
    value !== null &&
    'command' in value &&
    'params' in value &&
    'arrays' in value
  );
}

const [url = '', text = '[]'] = process.argv.slice(2);
const list: unknown = JSON.parse(text);
const loads = Array.isArray(list) ? list.filter(isLoad) : [];

let stopped = false;
process.stdin.once('end', () => {
  stopped = true;
});
process.stdin.resume();

const OK = /^(?:....)?\{"status":"ok"/s;

const first = loads.map(() => Promise.withResolvers<void>());
const running = loads.map(async ({ command, params, arrays }, index) => {
  using socket = await openRawSocket(url, true);
  await socket.request(JSON.stringify({ command: 'hello', params: { arrays }, id: 0 }));
  const request = JSON.stringify({ command, params, id: 1 });
  let answers = 0;
  while (!stopped) {
    const answer = await socket.request(request);
    const start = answer.toString('latin1', 0, 64);
    if (!OK.test(start)) throw new Error(`${command} was answered with ${answer.toString('utf8', 0, 500)}`);
    answers += 1;
    first[index]?.resolve();
  }
  return answers;
});
await Promise.race([Promise.all(first.map(({ promise }) => promise)), Promise.all(running)]);
process.stdout.write('{"running":true}\n');
const answers = await Promise.all(running);
process.stdout.write(`${JSON.stringify({ answers: answers.reduce((sum, count) => sum + count, 0) })}\n`);
