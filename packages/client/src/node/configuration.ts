import { type Client, CommandError, type InputRange } from '@pyrpl-mux/client';
import { z } from 'zod';

const text = z.string().optional();
const number = z.number().optional();

const running = z.object({
  backend: z.object({
    configuration: z.object({
      backend: text,
      wiring: text,
      seed: number,
      noise: number,
      input_range: z.object({ in1: text, in2: text }).optional(),
    }),
  }),
});

/** What a starter asks for; what is left out agrees with anything. */
export interface WantedConfiguration {
  readonly backend?: string | undefined;
  readonly wiring?: string | undefined;
  readonly seed?: number | undefined;
  /** V rms. */
  readonly noise?: number | undefined;
  readonly inputRange?:
    | { readonly in1?: InputRange | undefined; readonly in2?: InputRange | undefined }
    | undefined;
}

/**
 * Makes sure that a running worker is what is asked for.
 *
 * @throws CommandError `config_mismatch`, naming each difference; nothing was changed
 */
export async function requireConfiguration(client: Client, wanted: WantedConfiguration): Promise<void> {
  const { configuration } = running.parse(await client.command('status')).backend;
  const pairs: readonly [string, string | number | undefined, string | number | undefined][] = [
    ['backend', wanted.backend, configuration.backend],
    ['wiring', withoutSpaces(wanted.wiring), withoutSpaces(configuration.wiring)],
    ['seed', wanted.seed, configuration.seed],
    ['noise', wanted.noise, configuration.noise],
    ['input range of in1', wanted.inputRange?.in1, configuration.input_range?.in1],
    ['input range of in2', wanted.inputRange?.in2, configuration.input_range?.in2],
  ];
  const differences = pairs
    .filter(([, want, have]) => want !== undefined && want !== have)
    .map(([name, want, have]) => `${name} is ${have ?? 'not set'} instead of ${want}`);
  if (differences.length === 0) return;
  const { board, worker } = client.greeting;
  throw new CommandError(
    'config_mismatch',
    `The worker of ${board.key} (process ${worker.pid}) was started otherwise: ${differences.join(', ')}. ` +
      'Nothing was changed. Ask for what it has, or stop it first.',
  );
}

function withoutSpaces(wiring: string | undefined): string | undefined {
  return wiring?.replaceAll(/\s/g, '');
}
