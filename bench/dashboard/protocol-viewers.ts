/*
 * Viewers of the stream that are no browsers, in a process of their own: `node protocol-viewers.ts URL TOKEN RATES`, RATES
 * being a JSON list of the most traces per second that each wants. A line when all are subscribed; for each line on
 * the standard input a line with what each has had since the last.
 */
import { createInterface } from 'node:readline';
import { connect } from '@pyrpl-mux/client';

const [url = '', token = '', text = '[]'] = process.argv.slice(2);
const parsed: unknown = JSON.parse(text);
const rates = Array.isArray(parsed) ? parsed.map(Number) : [];
const counts = rates.map(() => 0);
const clients = await Promise.all(
  rates.map(async (rate, index) => {
    const client = await connect(url, { token, client: `viewer ${index + 1}` });
    await client.subscribe('scope_trace', { max_rate: rate }, () => {
      counts[index] = (counts[index] ?? 0) + 1;
    });
    return client;
  }),
);
process.stdout.write(`${JSON.stringify({ viewers: clients.length })}\n`);
const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  counts.fill(0);
});
lines.on('close', () => {
  for (const client of clients) client.close();
});
