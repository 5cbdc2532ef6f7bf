import { posix } from 'node:path';
import type { ClientChannel } from 'ssh2';
import { LoginError } from './errors.ts';
import type { SshConnection } from './ssh-connection.ts';

/** A file to be put on the board. */
export interface Upload {
  /** Absolute path on the board; its folder must be there. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether it is a program. */
  readonly executable?: boolean;
}

/** Longest duration of an upload [ms]: the FPGA image has 2 MB. */
const LIMIT = 60_000;

/**
 * Puts a file on the board with the `scp` that every board has.
 *
 * @throws LoginError `command_failed` with what the board said, `timeout`, `lost`
 */
export async function upload(ssh: SshConnection, { path, bytes, executable = false }: Upload): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  const fail = (code: 'command_failed' | 'timeout', finding: string): void =>
    reject(
      new LoginError(
        code,
        `The file ${path} could not be put on the board: ${finding}`,
        'Check with "df" on the board whether there is space, and with "mount" whether it may be written.',
      ),
    );
  // Each is sent when the board has consented to what came before.
  const messages = [
    `C${executable ? '0755' : '0644'} ${bytes.length} ${posix.basename(path)}\n`,
    Buffer.concat([bytes, Uint8Array.of(0)]),
  ];
  const timer = ssh.clock.setTimer(() => fail('timeout', `it took longer than ${LIMIT / 1000} s.`), LIMIT);
  let channel: ClientChannel | null = null;
  try {
    channel = await ssh.channel(`scp -t ${path}`, (opened) => {
      let complaint = '';
      opened.on('data', (answer: Buffer) => {
        for (const [index, consent] of answer.entries()) {
          if (consent !== 0) return fail('command_failed', answer.toString('utf8', index + 1).trim());
          const message = messages.shift();
          if (message === undefined) return resolve();
          opened.write(message);
        }
      });
      opened.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint = (complaint + text).slice(-1000);
      });
      opened.on('error', (cause: Error) => fail('command_failed', `${cause.message}.`));
      opened.on('close', () =>
        fail('command_failed', complaint.trim() || 'the board ended the transfer too early.'),
      );
    });
    await promise;
  } finally {
    timer.cancel();
    channel?.end();
    channel?.close();
  }
}
