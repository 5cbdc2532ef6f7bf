import type { SshConnection } from './ssh-connection.ts';

/**
 * Makes sure that a folder is on the board and may be written while `work` runs: some releases of the OS keep their file
 * system read-only, and are left as they were found.
 *
 * @throws LoginError `command_failed`, and whatever `work` throws
 */
export async function inWritableFolder<T>(
  ssh: SshConnection,
  folder: string,
  work: () => Promise<T>,
): Promise<T> {
  const made = await ssh.run(`mkdir -p ${folder}`);
  if (made.exitCode === 0 && (await ssh.run(`test -w ${folder}`)).exitCode === 0) return await work();
  await ssh.demand('rw');
  try {
    await ssh.demand(`mkdir -p ${folder}`);
    return await work();
  } finally {
    await ssh.run('ro');
  }
}
