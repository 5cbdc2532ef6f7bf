import type { Process, Signal } from '../process-table.ts';
import { signalOf } from '../shell/builtins.ts';
import { type Call, type Program, splitFlags } from './program.ts';

/** The signal among the arguments, and the rest of them. */
function signalAndNames(args: readonly string[]): {
  readonly signal: Signal;
  readonly names: readonly string[];
} {
  const given = args
    .map((arg) => (arg.startsWith('-') ? signalOf(arg) : null))
    .find((signal) => signal !== null);
  return { signal: given ?? 'TERM', names: args.filter((arg) => !arg.startsWith('-')) };
}

const killall: Program = ({ args, err, machine, pid }) => {
  const { signal, names } = signalAndNames(args);
  const isQuiet = splitFlags(args).flags.has('q');
  let status = 0;
  for (const name of names) {
    const found = machine.processes.named(name).filter((process) => process.pid !== pid);
    for (const process of found) process.signalled(signal);
    if (found.length > 0) continue;
    if (!isQuiet) err.write(`${name}: no process found\n`);
    status = 1;
  }
  return status;
};

const pidof: Program = ({ args, out, machine, pid }) => {
  const pids = splitFlags(args)
    .operands.flatMap((name) => machine.processes.named(name))
    .map((process) => process.pid)
    .filter((found) => found !== pid);
  if (pids.length > 0) out.write(`${pids.reverse().join(' ')}\n`);
  return pids.length > 0 ? 0 : 1;
};

/** Processes that `pgrep` and `pkill` mean, without themselves. */
function matching({ args, machine, pid }: Call): readonly Process[] {
  const { flags, operands } = splitFlags(
    args.filter((arg) => signalOf(arg) === null || !arg.startsWith('-')),
  );
  const [pattern = ''] = operands;
  const subject = (process: Process): string => (flags.has('f') ? process.args.join(' ') : process.name);
  const matches = (text: string): boolean => {
    try {
      return new RegExp(flags.has('x') ? `^(?:${pattern})$` : pattern).test(text);
    } catch {
      // Not a pattern: then it is a text to be found.
      return text.includes(pattern);
    }
  };
  return machine.processes.all.filter((process) => process.pid !== pid && matches(subject(process)));
}

const pgrep: Program = (call) => {
  const { flags } = splitFlags(call.args);
  const found = matching(call);
  if (flags.has('c')) call.out.write(`${found.length}\n`);
  for (const { pid, name, args } of flags.has('c') ? [] : found) {
    const shown = flags.has('a') ? ` ${args.join(' ')}` : flags.has('l') ? ` ${name}` : '';
    call.out.write(`${pid}${shown}\n`);
  }
  return found.length > 0 ? 0 : 1;
};

/** Columns that `ps -o` knows. */
const COLUMNS: ReadonlyMap<string, (process: Process, now: number) => string> = new Map([
  ['pid', ({ pid }: Process) => String(pid)],
  ['ppid', ({ parent }: Process) => String(parent)],
  ['user', () => 'root'],
  ['tty', ({ terminal }: Process) => terminal ?? '?'],
  ['comm', ({ name }: Process) => name],
  ['args', ({ args }: Process) => args.join(' ')],
  ['cmd', ({ args }: Process) => args.join(' ')],
  ['command', ({ args }: Process) => args.join(' ')],
  ['etimes', ({ started }: Process, now: number) => String(Math.floor(now - started))],
]);

const ps: Program = ({ args, out, machine, shell }) => {
  const index = args.findIndex((arg) => /^-?[a-z]*o$/.test(arg));
  const chosen = index < 0 ? 'pid,tty,args' : (args[index + 1] ?? '');
  const columns = chosen.split(',').map((column) => column.split('=')[0] ?? '');
  const number = /^-?p$/.test(args.at(-2) ?? '') ? Number(args.at(-1)) : null;
  const isAll = args.some((arg) => /^-?[aAexuf]+o?$/.test(arg));
  const shown = machine.processes.all.filter(({ pid, terminal }) =>
    number === null ? isAll || terminal === shell.terminal : pid === number,
  );
  const now = machine.time();
  if (!chosen.includes('=')) out.write(`${columns.map((column) => column.toUpperCase()).join(' ')}\n`);
  for (const process of shown) {
    out.write(`${columns.map((column) => COLUMNS.get(column)?.(process, now) ?? '').join(' ')}\n`);
  }
  return shown.length > 0 ? 0 : 1;
};

/** Resolves after a time, or when a signal ends the program. */
const sleep: Program = async ({ args, signal }) => {
  const seconds = Number.parseFloat(args[0] ?? '0');
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 1000 * (Number.isFinite(seconds) ? Math.max(seconds, 0) : 0));
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  return 0;
};

/** Programs that show and end processes. */
export const PROCESS_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['killall', killall],
  ['pidof', pidof],
  ['pgrep', pgrep],
  ['ps', ps],
  ['sleep', sleep],
]);
