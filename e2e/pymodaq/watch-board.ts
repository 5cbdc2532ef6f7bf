/*
 * A TypeScript client: `node --conditions=source e2e/pymodaq/watch-board.ts URL TOKEN`. Prints each change of the board's
 * settings as a line of JSON. A line of JSON on stdin, `{"command", "params", "id"}`, is a command, whose outcome is printed.
 * Ends with stdin.
 */
import { createInterface } from 'node:readline';
import { CommandError, connect } from '@pyrpl-mux/client';
import { z } from 'zod';

const Asked = z.object({
  command: z.string(),
  params: z.record(z.string(), z.unknown()),
  id: z.number(),
});

const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const [url = '', token = ''] = process.argv.slice(2);
const client = await connect(url, { token, client: 'watch-board' });
await client.subscribe('board', ({ data }) => print({ event: 'board', modules: data.modules }));
print({ event: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  const { command, params, id } = Asked.parse(JSON.parse(line));
  try {
    print({ id, result: await client.commandByName(command, params) });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    print({ id, error: error.message, code: error.code, effect: error.effect });
  }
}
client.close();
