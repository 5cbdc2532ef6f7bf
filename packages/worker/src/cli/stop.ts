import { CommandError } from '@pyrpl-mux/client';
import { stopWorker } from '@pyrpl-mux/client/node';
import { Command } from 'commander';
import { CliError, CliExit } from './cli-error.ts';
import { addressOptions, connectAs, findNamedWorker } from './worker-address.ts';

const SENTENCES = {
  asked: 'stopped',
  terminated: 'did not stop when asked, so its process was terminated',
  killed: 'neither stopped when asked nor could be terminated, so its process was killed',
} as const;

/** `pyrpl-mux stop`. */
export function stopCommand(): Command {
  const command = addressOptions(new Command('stop'));
  return command.action(async () => {
    const address = await findNamedWorker(command);
    const client = await connectAs('stop', address);
    const { board, worker } = client.greeting;
    try {
      const ended = await stopWorker(client, address.pid !== undefined);
      process.stdout.write(
        `The worker of ${board.key} (process ${worker.pid}) ${SENTENCES[ended]}. Outputs stay as they are.\n`,
      );
    } catch (error) {
      if (error instanceof CommandError) throw new CliError(CliExit.error, error.message, { cause: error });
      throw error;
    } finally {
      client.close();
    }
  });
}
