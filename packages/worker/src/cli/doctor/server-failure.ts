import type { RegisterLinkError } from '@pyrpl-mux/redpitaya';
import type { Patient } from './examination.ts';
import { StepFailure } from './finding.ts';

/**
 * Why no link to the register server came about.
 *
 * @param serve how `serve` is called for this board
 */
export function serverFailure(
  error: RegisterLinkError,
  { host, port, login }: Pick<Patient, 'host' | 'port' | 'login'>,
  serve: string,
): StepFailure {
  const options = { cause: error };
  switch (error.code) {
    case 'not_started':
      return new StepFailure(
        `No register server listens at port ${port}.`,
        `Start it with: ${serve}`,
        options,
      );
    case 'unreachable':
      return new StepFailure(
        `Port ${port} of ${host} does not answer, though the board does.`,
        `Allow port ${port} in the firewall between this computer and the board.`,
        options,
      );
    case 'timeout':
    case 'closed':
    case 'out_of_step':
      return new StepFailure(
        error.message,
        login === undefined
          ? 'Run the doctor again with --user and a password, to see who uses the board.'
          : 'Run the doctor again in a minute.',
        options,
      );
  }
}
