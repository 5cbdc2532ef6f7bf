import { styleText } from 'node:util';

/** Where a worker that is ready can be met. */
export interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly connectionFile: string;
  readonly board: string;
  /** Process id of the worker. */
  readonly pid: number;
  /** Whether it belongs to this `serve`, and ends with it. */
  readonly own: boolean;
}

/** Prints the one line of `serve --json`. */
export function announceJson({ url, token, connectionFile, board, pid }: Announcement): void {
  process.stdout.write(`${JSON.stringify({ event: 'ready', url, token, connectionFile, board, pid })}\n`);
}

/** Tells a person where the worker listens, and what to try. */
export function announceText({ url, connectionFile, board, pid, own }: Announcement): void {
  const which = own ? `The worker of ${board}` : `${board} has its worker already: it`;
  const lines = [
    `${which} listens at ${styleText('bold', url)} (process ${pid}).`,
    `Its connection file is ${connectionFile}`,
    'Try, in another terminal:',
    '  npx pyrpl-mux status',
    '  npx pyrpl-mux call sampler_read channel=in1',
    '  npx pyrpl-mux demo',
    own
      ? 'Ctrl-C stops the worker; the outputs of the board stay as they are.'
      : 'Ctrl-C ends this program only; that worker runs on.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
