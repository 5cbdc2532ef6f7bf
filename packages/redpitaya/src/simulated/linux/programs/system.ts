import { type Program, splitFlags } from './program.ts';

const uname: Program = ({ args, out, machine }) => {
  const { flags } = splitFlags(args);
  const fields = [
    ['s', 'Linux'],
    ['n', machine.hostname],
    ['r', machine.os.kernel],
    ['v', '#1 SMP PREEMPT'],
    ['m', 'armv7l'],
    ['o', 'GNU/Linux'],
  ] as const;
  const shown = fields.filter(
    ([flag]) => flags.has('a') || flags.has(flag) || (flags.size === 0 && flag === 's'),
  );
  out.write(`${shown.map(([, text]) => text).join(' ')}\n`);
  return 0;
};

const hostname: Program = ({ out, machine }) => {
  out.write(`${machine.hostname}\n`);
  return 0;
};

/** `date`, `date +%s` and `date -r file`. */
const date: Program = ({ args, out, machine, shell }) => {
  const reference = args.indexOf('-r');
  const format = args.find((arg) => arg.startsWith('+'));
  const path = reference < 0 ? null : shell.path(args[reference + 1] ?? '');
  const node = path === null ? null : machine.files.at(path);
  const seconds = node?.kind === 'file' ? node.modified : machine.time();
  const text = format === undefined ? new Date(seconds * 1000).toUTCString() : format.slice(1);
  out.write(`${text.replaceAll('%s', String(Math.floor(seconds)))}\n`);
  return 0;
};

const dmesg: Program = ({ out, machine }) => {
  out.write(`[    0.000000] Linux version ${machine.os.kernel}\n${machine.kernelLog.join('')}`);
  return 0;
};

const succeed: Program = () => 0;

/** Programs that tell about the system; mounting is not modelled, so `rw` and `ro` change nothing. */
export const SYSTEM_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['uname', uname],
  ['hostname', hostname],
  ['date', date],
  ['dmesg', dmesg],
  ['rw', succeed],
  ['ro', succeed],
]);
