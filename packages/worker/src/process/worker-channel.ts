import { z } from 'zod';

const report = z.discriminatedUnion('report', [
  z.object({
    report: z.literal('listening'),
    url: z.string(),
    token: z.string(),
    pid: z.int(),
    board: z.string(),
    connectionFile: z.string(),
  }),
  z.object({
    report: z.literal('state'),
    state: z.enum(['starting', 'ready', 'board_lost', 'stopping']),
    reason: z.string().nullable(),
  }),
  z.object({ report: z.literal('failed'), sentence: z.string() }),
]);

/**
 * What a worker process tells its starter over the channel between them: where it listens, how its board is doing, or
 * why it could not start (its exit code follows).
 */
export type WorkerReport = z.output<typeof report>;

const request = z.object({ request: z.literal('stop'), by: z.string() });

/** What a starter asks of its worker process: to stop in good order, on behalf of whom. */
export type StarterRequest = z.output<typeof request>;

/** Reads a message of a worker; null for anything else, such as a message of a newer version. */
export function parseReport(message: unknown): WorkerReport | null {
  return report.safeParse(message).data ?? null;
}

/** A worker process's end of the channel. Without a starter that listens, nothing is sent and nothing comes. */
export const starter = {
  /** Resolves when the message has left this process, or can't. */
  async tell(message: WorkerReport): Promise<void> {
    if (!process.connected || process.send === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    // A starter that has just gone is told by 'disconnect', so a failed send needs no handling.
    process.send(message, undefined, {}, () => resolve());
    await promise;
  },
  /** Calls back when the starter asks to stop, and when it is gone. */
  onRequest(listeners: { readonly stop: (by: string) => void; readonly gone: () => void }): void {
    if (!process.connected) return;
    process.on('message', (message) => {
      const asked = request.safeParse(message);
      if (asked.success) listeners.stop(asked.data.by);
    });
    process.once('disconnect', listeners.gone);
  },
  /** Lets go of the channel, which would keep this process alive. */
  leave(): void {
    process.removeAllListeners('disconnect');
    if (process.connected) process.disconnect();
  },
};
