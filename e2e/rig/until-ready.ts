import type { Client } from '@pyrpl-mux/client';

/** Waits until a client's worker has its board. */
export async function untilReady(client: Client): Promise<void> {
  await using states = await client.subscribe('worker');
  for await (const { data } of states) {
    if (typeof data === 'object' && data !== null && 'state' in data && data.state === 'ready') return;
  }
}
