import { DEFAULT_PORT } from '@pyrpl-mux/client';
import { DEFAULT_SIMULATED_NAME, REGISTER_SERVER_PORT } from '@pyrpl-mux/client/node';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { BoardOptions } from '../backend/board/board-options.ts';
import type { WorkerOptions } from '../process/worker-options.ts';
import { CliError, CliExit } from './cli-error.ts';
import { collect, finiteNumber, port } from './flags.ts';
import { loginFlags, loginOptions, preparationOptions, readLogin } from './login-flags.ts';
import { pyrplFlags, pyrplOptions, readPyrpl } from './pyrpl-flags.ts';
import { simulationFlags, simulationOptions } from './simulation-flags.ts';

const flags = z.object({ ...simulationFlags.shape, ...loginFlags.shape, ...pyrplFlags.shape }).extend({
  host: z.string().optional(),
  boardPort: z.number().optional(),
  simulate: z.union([z.string(), z.boolean()]).optional(),
  listen: z.string(),
  port: z.number(),
  inputRange: z.object({ in1: z.enum(['LV', 'HV']), in2: z.enum(['LV', 'HV']) }),
  logLevel: z.string(),
  allowOrigin: z.array(z.string()),
  linger: z.number().optional(),
});

/** Adds the options of a worker to a subcommand: which board, where it listens for clients. */
export function workerOptions(command: Command): Command {
  command
    .option('--host <name>', 'the Red Pitaya; without it the board is simulated')
    .option('--board-port <port>', `port of its register server (default: ${REGISTER_SERVER_PORT})`, port(1))
    .option('--simulate [name]', `a simulated board (default: "${DEFAULT_SIMULATED_NAME}")`);
  return simulationOptions(preparationOptions(loginOptions(pyrplOptions(command))))
    .option('--listen <address>', 'address to listen on for clients', '127.0.0.1')
    .option('--port <port>', 'port to listen on for clients, 0 for any free one', port(0), DEFAULT_PORT)
    .option('--input-range <ranges>', 'positions of the input jumpers', inputRange, { in1: 'LV', in2: 'LV' })
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent', logLevel, 'info')
    .option('--allow-origin <origin>', 'a web origin that may connect; can be repeated', collect, []);
}

/** Adds the option of a worker without a supervisor. */
export function lingerOption(command: Command): Command {
  return command.option(
    '--linger <seconds>',
    'stop after that long without a client',
    finiteNumber(0, 86_400),
  );
}

/**
 * Reads the options that {@link workerOptions} added.
 *
 * @throws CliError `usage` with a sentence where they contradict each other
 */
export function readWorkerOptions(command: Command): WorkerOptions {
  const given = flags.parse(command.opts());
  return {
    board: readBoard(given),
    pyrpl: readPyrpl(given),
    inputRange: given.inputRange,
    listen: given.listen,
    port: given.port,
    allowOrigins: given.allowOrigin,
    lingerSeconds: given.linger,
    logLevel: given.logLevel,
    restarts: given.restarted,
  };
}

/** The positions of the input jumpers, if they were given on the command line. */
export function givenInputRange(command: Command): WorkerOptions['inputRange'] | undefined {
  const given = command.getOptionValueSource('inputRange') === 'cli';
  return given ? flags.shape.inputRange.parse(command.opts()['inputRange']) : undefined;
}

function readBoard(given: z.output<typeof flags>): BoardOptions {
  const { host, boardPort, simulate, wiring, seed, noise, fault } = given;
  if (given.pyrplMock) return readMock(given);
  const login = given.backend === 'pyrpl' ? undefined : readLogin(given);
  if (host === undefined) {
    if (boardPort !== undefined) throw usage('--board-port needs --host: it is the port of a real board.');
    if (login !== undefined) throw usage('--user needs --host: a simulated board needs no login.');
    const name = typeof simulate === 'string' ? simulate : DEFAULT_SIMULATED_NAME;
    return { kind: 'simulated', name, wiring, seed, noise, faults: fault };
  }
  if (simulate) throw usage('--host and --simulate exclude each other: a board is real or simulated.');
  if (wiring !== undefined || seed !== undefined || noise !== undefined || fault.length > 0) {
    throw usage('--wiring, --seed, --noise and --fault are for a simulated board only, not with --host.');
  }
  return { kind: 'tcp', host, port: boardPort ?? REGISTER_SERVER_PORT, login };
}

function readMock({ host, simulate, boardPort }: z.output<typeof flags>): BoardOptions {
  if (host === undefined && !simulate && boardPort === undefined) return { kind: 'mock' };
  throw usage("--pyrpl-mock excludes --host and --simulate: PyRPL's dummy is no board.");
}

function inputRange(text: string): { in1: string; in2: string } {
  const ranges = new Map([
    ['in1', 'LV'],
    ['in2', 'LV'],
  ]);
  for (const part of text.split(',')) {
    const [input = '', range = ''] = part.split('=');
    if (!ranges.has(input) || !/^(LV|HV)$/.test(range)) {
      throw new InvalidArgumentError('It must look like in1=HV,in2=LV (LV is +-1 V, HV is +-20 V).');
    }
    ranges.set(input, range);
  }
  return { in1: ranges.get('in1') ?? 'LV', in2: ranges.get('in2') ?? 'LV' };
}

function logLevel(text: string): string {
  if (/^(trace|debug|info|warn|error|silent)$/.test(text)) return text;
  throw new InvalidArgumentError('It must be trace, debug, info, warn, error or silent.');
}

function usage(sentence: string): CliError {
  return new CliError(CliExit.usage, `${sentence} Nothing was started.`);
}
