import { Command, CommanderError } from 'commander';
import { CliError, CliExit } from './cli-error.ts';

interface Subcommand {
  readonly summary: string;
  readonly hidden?: boolean;
  /** Loaded only when it runs, so that none waits for the imports of another. */
  readonly load: (args: readonly string[]) => Promise<Command>;
}

const subcommands: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  [
    'serve',
    {
      summary: 'Runs the worker of a board, and starts it again if it crashes, until Ctrl-C.',
      load: async (args) => (await import('./serve.ts')).serveCommand(args),
    },
  ],
  [
    'doctor',
    {
      summary: 'Goes step by step from here to a board, and says what to do where it fails.',
      load: async () => (await import('./doctor/doctor.ts')).doctorCommand(),
    },
  ],
  [
    'simulate',
    {
      summary: 'Runs a simulated Red Pitaya alone, until Ctrl-C.',
      load: async () => (await import('./simulate.ts')).simulateCommand(),
    },
  ],
  [
    'open',
    {
      summary: 'Opens the page of the worker, on which the board can be seen and steered, in the browser.',
      load: async () => (await import('./open.ts')).openCommand(),
    },
  ],
  [
    'call',
    {
      summary: 'Sends one command to the worker and prints the response as JSON.',
      load: async () => (await import('./call.ts')).callCommand(),
    },
  ],
  [
    'status',
    {
      summary: 'Shows what the worker and its clients are doing.',
      load: async () => (await import('./status.ts')).statusCommand(),
    },
  ],
  [
    'describe',
    {
      summary: 'Describes the commands that a worker understands; needs no worker.',
      load: async () => (await import('./describe.ts')).describeSubcommand(),
    },
  ],
  [
    'demo',
    {
      summary: 'Runs four programs on one board at once and checks every answer.',
      load: async () => (await import('./demo/demo.ts')).demoCommand(),
    },
  ],
  [
    'stop',
    {
      summary: 'Stops the worker for everybody.',
      load: async () => (await import('./stop.ts')).stopCommand(),
    },
  ],
  [
    'install-pyrpl',
    {
      summary: 'Makes the Python environment in which "serve --backend pyrpl" hosts PyRPL.',
      load: async () => (await import('./install-pyrpl.ts')).installPyrplCommand(),
    },
  ],
  [
    'worker',
    {
      summary: 'The worker process itself, without a supervisor.',
      hidden: true,
      load: async () => (await import('./worker.ts')).workerCommand(),
    },
  ],
  [
    'demo-client',
    {
      summary: 'One of the four programs of the demo.',
      hidden: true,
      load: async () => (await import('./demo/demo-client.ts')).demoClientCommand(),
    },
  ],
]);

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code: one of {@link CliExit}, or that of the worker process
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = await buildProgram(args);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? CliExit.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? CliExit.ok : CliExit.usage;
    if (error instanceof CliError) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

async function buildProgram(args: readonly string[]): Promise<Command> {
  const wanted = args[0] === 'help' ? args[1] : args[0];
  const program = new Command('pyrpl-mux')
    .description('One Red Pitaya, many clients.')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a subcommand')
    .version(await readVersion(), '--version', 'show the version')
    .showHelpAfterError('Run "pyrpl-mux --help" for the list of subcommands.')
    .exitOverride();
  for (const [name, { summary, hidden = false, load }] of subcommands) {
    const command = name === wanted ? await load(args) : new Command(name);
    command
      .description(command.description() || summary)
      .copyInheritedSettings(program)
      .showHelpAfterError(`Nothing was done. Run "pyrpl-mux ${name} --help" for its options.`);
    program.addCommand(command, { hidden });
  }
  return program;
}

async function readVersion(): Promise<string> {
  return (await import('../version.ts')).VERSION;
}
