import type { Client } from '@pyrpl-mux/client';
import { z } from 'zod';

const status = z.object({ backend: z.object({ python: z.object({ pid: z.int() }).nullable() }) });

const brief = z.object({
  lanes: z.array(z.object({ module: z.string(), waiting: z.boolean(), queued: z.int() })),
});

/** Process id of the Python child that holds PyRPL. */
export async function pythonPid(client: Client): Promise<number> {
  const { python } = status.parse(await client.command('status')).backend;
  if (python === null) throw new Error('There is no Python child.');
  return python.pid;
}

/** Resolves when the worker has its board again, or for the first time; to be called before it is lost. */
export async function nextReady(client: Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = client.on('worker', ({ state }) => {
    if (state === 'ready') resolve();
  });
  await promise;
  stop();
}

/** Resolves with the reason when the worker has no board for a reason that says this; to be called before. */
export async function nextLoss(client: Client, says: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = client.on('worker', ({ state, reason }) => {
    if (state === 'board_lost' && reason?.includes(says) === true) resolve(reason);
  });
  const reason = await promise;
  stop();
  return reason;
}

/** Resolves when a lane runs a command, that waits or not, and so many are queued behind it. */
export async function untilLane(
  client: Client,
  module: string,
  wanted: { readonly waiting: boolean; readonly queued: number },
): Promise<void> {
  await using changes = await client.subscribe('worker');
  for await (const { data } of changes) {
    const lane = brief.parse(data).lanes.find((each) => each.module === module);
    if (lane?.waiting === wanted.waiting && lane.queued === wanted.queued) return;
  }
}
