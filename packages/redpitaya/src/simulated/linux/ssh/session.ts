import type { Connection, ServerChannel, Session } from 'ssh2';
import type { Machine } from '../machine.ts';
import type { Process } from '../process-table.ts';
import { Shell } from '../shell/shell.ts';
import { InteractiveShell } from './interactive.ts';
import { ScpSink } from './scp-sink.ts';
import { Terminal } from './terminal.ts';

/** Sessions of one connection at a time, as OpenSSH allows. */
const SESSIONS = 10;

/** Serves the sessions of a connection that has logged in. */
export function serveSessions(connection: Connection, machine: Machine, parent: number): void {
  let open = 0;
  connection.on('session', (accept, reject) => {
    if (open >= SESSIONS) {
      reject();
      return;
    }
    open += 1;
    serveSession(accept(), machine, parent, () => {
      open -= 1;
    });
  });
}

function serveSession(session: Session, machine: Machine, parent: number, closed: () => void): void {
  let terminal: string | null = null;
  session.on('pty', (accept) => {
    terminal = freeTerminal(machine);
    accept?.();
  });
  session.on('env', (_accept, reject) => reject?.());
  session.on('window-change', (accept) => accept?.());
  session.once('close', closed);
  session.once('shell', (accept) => {
    const channel = accept();
    const { shell } = openShell(channel, machine, parent, terminal);
    if (shell !== null) new InteractiveShell(channel, shell);
  });
  session.once('exec', (accept, _reject, { command }) => {
    const channel = accept();
    const { shell } = openShell(channel, machine, parent, terminal);
    if (shell !== null) execute(channel, shell, command);
  });
}

function freeTerminal(machine: Machine): string {
  const used = new Set(machine.processes.all.map(({ terminal }) => terminal));
  for (let number = 0; ; number += 1) if (!used.has(`pts/${number}`)) return `pts/${number}`;
}

/** The shell of a session; when the session goes, so does what it runs at its terminal. */
function openShell(
  channel: ServerChannel,
  machine: Machine,
  parent: number,
  terminal: string | null,
): { readonly shell: Shell | null } {
  const signalled = (): void => channel.close();
  const process: Process | null = machine.processes.start({
    parent,
    args: ['-bash'],
    name: 'bash',
    terminal,
    signalled,
  });
  if (process === null) {
    channel.exit(254);
    channel.end();
    return { shell: null };
  }
  const shell = new Shell(machine, { pid: process.pid, terminal });
  channel.on('error', () => undefined);
  channel.once('close', () => {
    machine.processes.end(process.pid);
    if (terminal === null) return;
    for (const each of machine.processes.all) if (each.terminal === terminal) each.signalled('HUP');
  });
  return { shell };
}

/** Target of `scp -t target`; null if the command is another one. */
async function scpTarget(shell: Shell, command: string): Promise<string | null> {
  if (!/^\s*scp\s/.test(command)) return null;
  const words = await shell.words(command);
  return words[0] === 'scp' && words.includes('-t') ? (words.at(-1) ?? null) : null;
}

function execute(channel: ServerChannel, shell: Shell, command: string): void {
  void run(channel, shell, command);
}

async function run(channel: ServerChannel, shell: Shell, command: string): Promise<void> {
  const target = await scpTarget(shell, command);
  if (target !== null) {
    new ScpSink(channel, shell, target);
    return;
  }
  const isTerminal = shell.terminal !== null;
  const terminal = new Terminal((data) => channel.write(data), {
    line: () => undefined,
    interrupt: () => shell.interrupt('INT'),
    end: () => undefined,
  });
  channel.on('data', (data: Buffer) => {
    if (isTerminal) terminal.type(data);
  });
  const out = isTerminal ? terminal : channel;
  const err = isTerminal ? terminal : channel.stderr;
  const status = await shell.run(command, { stdin: new Uint8Array(), out, err });
  terminal.flush();
  channel.exit(status);
  await shell.settled();
  terminal.flush();
  channel.end();
}
