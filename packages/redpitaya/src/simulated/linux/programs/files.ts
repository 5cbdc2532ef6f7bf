import { FileError, type FileNode } from '../file-system.ts';
import { type Call, type Program, splitFlags } from './program.ts';

/** Runs for each operand; what fails is said, and the others go on. */
function forEach({ name, err }: Call, operands: readonly string[], run: (operand: string) => void): number {
  let status = 0;
  for (const operand of operands) {
    try {
      run(operand);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      err.write(`${name}: ${operand}: ${error.message}\n`);
      status = 1;
    }
  }
  return status;
}

const cat: Program = (call) => {
  const { operands } = splitFlags(call.args);
  if (operands.length === 0) call.out.write(call.stdin);
  return forEach(call, operands, (file) => {
    call.out.write(file === '-' ? call.stdin : call.machine.files.read(call.shell.path(file)));
  });
};

function modeText(node: FileNode): string {
  if (node.kind === 'directory') return 'drwxr-xr-x';
  if (node.kind === 'device') return 'crw-rw-rw-';
  const mode = node.kind === 'program' ? 0o755 : node.mode;
  return `-${[6, 3, 0].map((shift) => bits(mode >> shift)).join('')}`;
}

function bits(mode: number): string {
  return `${(mode & 4) === 0 ? '-' : 'r'}${(mode & 2) === 0 ? '-' : 'w'}${(mode & 1) === 0 ? '-' : 'x'}`;
}

function longLine(name: string, node: FileNode, now: number): string {
  const size = node.kind === 'file' ? node.data.length : 0;
  const changed = new Date((node.kind === 'file' ? node.modified : now) * 1000).toISOString();
  return `${modeText(node)} 1 root root ${String(size).padStart(8)} ${changed.slice(0, 16).replace('T', ' ')} ${name}`;
}

const ls: Program = (call) => {
  const { files } = call.machine;
  const { flags, operands } = splitFlags(call.args);
  const show = (name: string, node: FileNode): string =>
    `${flags.has('l') ? longLine(name, node, call.machine.time()) : name}\n`;
  const targets = operands.length === 0 ? [call.shell.cwd] : operands;
  let status = 0;
  for (const operand of targets) {
    const path = call.shell.path(operand);
    const node = files.find(path);
    if (node === null) {
      call.err.write(`ls: cannot access '${operand}': No such file or directory\n`);
      status = 2;
    } else if (node.kind !== 'directory' || flags.has('d')) call.out.write(show(operand, node));
    else {
      if (targets.length > 1) call.out.write(`${operand}:\n`);
      for (const name of files.list(path)) call.out.write(show(name, files.at(`${path}/${name}`)));
    }
  }
  return status;
};

const rm: Program = (call) => {
  const { files } = call.machine;
  const { flags, operands } = splitFlags(call.args);
  let status = 0;
  for (const operand of operands) {
    const path = call.shell.path(operand);
    const node = files.find(path);
    const isRecursive = flags.has('r') || flags.has('R');
    if (node === null && flags.has('f')) continue;
    if (node === null || (node.kind === 'directory' && !isRecursive)) {
      const why = node === null ? 'No such file or directory' : 'Is a directory';
      call.err.write(`rm: cannot remove '${operand}': ${why}\n`);
      status = 1;
    } else files.remove(path);
  }
  return status;
};

const mkdir: Program = (call) => {
  const { flags, operands } = splitFlags(call.args);
  return forEach(call, operands, (operand) => {
    const path = call.shell.path(operand);
    const { files } = call.machine;
    if (!flags.has('p') && files.find(path) !== null) throw new FileError(operand, 'File exists');
    if (!flags.has('p')) files.at(call.shell.path(`${operand}/..`));
    files.makeDirectory(path);
  });
};

const chmod: Program = (call) => {
  const [mode = '', ...operands] = call.args.filter((arg) => arg !== '-R');
  return forEach(call, operands, (operand) => {
    const node = call.machine.files.at(call.shell.path(operand));
    if (node.kind !== 'file') return;
    if (/^[0-7]{3,4}$/.test(mode)) node.mode = Number.parseInt(mode, 8) & 0o777;
    else if (/^[ugoa]*\+[rwx]*x/.test(mode)) node.mode |= 0o111;
    else if (/^[ugoa]*-[rwx]*x/.test(mode)) node.mode &= ~0o111;
  });
};

/** `cp`, and `mv` which takes the source away. */
function copy(moves: boolean): Program {
  return (call) => {
    const { files } = call.machine;
    const { operands } = splitFlags(call.args);
    const target = operands.at(-1) ?? '';
    return forEach(call, operands.slice(0, -1), (operand) => {
      const source = call.shell.path(operand);
      const node = files.at(source);
      if (node.kind !== 'file') throw new FileError(operand, 'Is not a plain file');
      const isInto = files.find(call.shell.path(target))?.kind === 'directory';
      const path = call.shell.path(isInto ? `${target}/${operand.split('/').at(-1)}` : target);
      if (path === source) throw new FileError(operand, 'are the same file');
      files.write(path, node.data, { mode: node.mode });
      if (moves) files.remove(source);
    });
  };
}

const which: Program = (call) => {
  const paths = call.args.map((name) => call.shell.locate(name));
  for (const path of paths) if (path !== null) call.out.write(`${path}\n`);
  return paths.includes(null) ? 1 : 0;
};

/** Programs that work on files. */
export const FILE_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['cat', cat],
  ['ls', ls],
  ['rm', rm],
  ['mkdir', mkdir],
  ['chmod', chmod],
  ['cp', copy(false)],
  ['mv', copy(true)],
  ['which', which],
]);
