import { SIGNAL_NUMBERS, type Signal } from '../process-table.ts';
import type { LaunchOptions } from './run-program.ts';
import type { Shell } from './shell.ts';
import type { Streams } from './streams.ts';
import { testCondition } from './test-condition.ts';

/** A command that is part of the shell; returns its exit status. */
export type Builtin = (
  args: readonly string[],
  shell: Shell,
  streams: Streams,
  options: LaunchOptions,
) => number | Promise<number>;

/** A signal given as `-9`, `-KILL` or `-SIGKILL`; null if it is none that is known here. */
export function signalOf(text: string): Signal | null {
  const wanted = text.replace(/^-(?:s)?/, '').replace(/^SIG/, '');
  const names: readonly Signal[] = ['HUP', 'INT', 'TERM', 'KILL'];
  return names.find((name) => name === wanted || String(SIGNAL_NUMBERS[name]) === wanted) ?? null;
}

const kill: Builtin = (args, { machine }, { err }) => {
  const [first = ''] = args;
  const isProbe = first === '-0';
  const signal = first.startsWith('-') ? signalOf(first) : 'TERM';
  let status = 0;
  for (const text of first.startsWith('-') ? args.slice(1) : args) {
    const process = machine.processes.find(Number(text));
    if (process === null) {
      err.write(`-bash: kill: (${text}) - No such process\n`);
      status = 1;
    } else if (!isProbe && signal !== null) process.signalled(signal);
  }
  return status;
};

const cd: Builtin = ([to], shell, { err }) => {
  const path = shell.path(to ?? shell.variable('HOME'));
  const node = shell.machine.files.find(path);
  if (node?.kind === 'directory') {
    shell.cwd = path;
    return 0;
  }
  err.write(`-bash: cd: ${to ?? path}: ${node === null ? 'No such file or directory' : 'Not a directory'}\n`);
  return 1;
};

const echo: Builtin = (args, _shell, { out }) => {
  const flags = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const words = flags < 0 ? [] : args.slice(flags);
  const given = args.slice(0, args.length - words.length).join('');
  const text = words.join(' ');
  out.write((given.includes('e') ? unescapeText(text) : text) + (given.includes('n') ? '' : '\n'));
  return 0;
};

function unescapeText(text: string): string {
  const meant = new Map([
    ['n', '\n'],
    ['t', '\t'],
    ['r', '\r'],
    ['\\', '\\'],
  ]);
  return text.replace(/\\([ntr\\])/g, (_all, letter: string) => meant.get(letter) ?? letter);
}

/** Runs the command without the terminal's hang-up; `nohup` says so as the real one does. */
const detached: Builtin = async (args, shell, streams, options) =>
  await shell.launch(
    args.filter((arg) => !/^-[fw]$/.test(arg)),
    streams,
    { ...options, detached: true },
  );

const exit: Builtin = ([status], shell) => {
  shell.ended = true;
  return status === undefined ? shell.status : Number(status) & 0xff;
};

const assign: Builtin = (args, shell) => {
  for (const arg of args) {
    const [name = '', value] = arg.split(/=(.*)/s);
    if (value !== undefined) shell.variables.set(name, value);
  }
  return 0;
};

const succeed: Builtin = () => 0;

/** What the shell does itself, and what only changes how another command is run. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['cd', cd],
  ['echo', echo],
  ['exit', exit],
  ['logout', exit],
  ['kill', kill],
  ['nohup', detached],
  ['setsid', detached],
  ['export', assign],
  ['test', (args, shell) => (testCondition(args, shell) ? 0 : 1)],
  ['[', (args, shell) => (testCondition(args.slice(0, -1), shell) ? 0 : 1)],
  ['true', succeed],
  ['false', () => 1],
  [
    'pwd',
    (_args, shell, { out }) => {
      out.write(`${shell.cwd}\n`);
      return 0;
    },
  ],
]);
