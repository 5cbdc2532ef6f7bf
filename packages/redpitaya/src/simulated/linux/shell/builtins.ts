import { FileError } from '../file-system.ts';
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

const printf: Builtin = ([format = '', ...values], _shell, { out }) => {
  let next = 0;
  out.write(
    unescapeText(format).replace(/%[sd]|%%/g, (found) => (found === '%%' ? '%' : (values[next++] ?? ''))),
  );
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

const command: Builtin = async (args, shell, streams, options) => {
  const [flag, name = ''] = args;
  if (flag !== '-v' && flag !== '-V') return await shell.launch(args, streams, options);
  const found = BUILTINS.has(name) ? name : shell.locate(name);
  if (found === null) return 1;
  streams.out.write(`${found}\n`);
  return 0;
};

/** Runs the command without the terminal's hang-up; `nohup` says so as the real one does. */
const detached: Builtin = async (args, shell, streams, options) =>
  await shell.launch(
    args.filter((arg) => !/^-[fw]$/.test(arg)),
    streams,
    { ...options, detached: true },
  );

const prefix: Builtin = async (args, shell, streams, options) => await shell.launch(args, streams, options);

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
  ['printf', printf],
  ['exit', exit],
  ['logout', exit],
  ['kill', kill],
  ['command', command],
  ['exec', prefix],
  ['sudo', prefix],
  ['env', prefix],
  ['nohup', detached],
  ['setsid', detached],
  ['export', assign],
  ['test', (args, shell) => (testCondition(args, shell) ? 0 : 1)],
  ['[', (args, shell) => (testCondition(args.slice(0, -1), shell) ? 0 : 1)],
  ['true', succeed],
  [':', succeed],
  ['false', () => 1],
  ['set', succeed],
  ['stty', succeed],
  ['disown', succeed],
  ['wait', succeed],
  [
    'pwd',
    (_args, shell, { out }) => {
      out.write(`${shell.cwd}\n`);
      return 0;
    },
  ],
  [
    'unset',
    (args, shell) => {
      for (const name of args) shell.variables.delete(name);
      return 0;
    },
  ],
  [
    'type',
    (args, shell, { out }) => {
      const [name = ''] = args;
      const path = shell.locate(name);
      if (!BUILTINS.has(name) && path === null) throw new FileError(name, 'not found');
      out.write(`${name} is ${path ?? 'a shell builtin'}\n`);
      return 0;
    },
  ],
]);
