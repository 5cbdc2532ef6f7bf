import type { ServerChannel } from 'ssh2';
import type { Shell } from '../shell/shell.ts';
import { Terminal } from './terminal.ts';

/** Lines typed ahead; more are lost, as in a full buffer of the kernel. */
const TYPED_AHEAD = 256;
/** Output that nobody reads, beyond which the session ends [bytes]. */
const UNREAD_BYTES = 16 * 1024 * 1024;

/** A login shell at a terminal: prompts, runs line after line, and ends what runs at Ctrl-C. */
export class InteractiveShell {
  readonly #shell: Shell;
  readonly #channel: ServerChannel;
  readonly #terminal: Terminal;
  #lines: string[] = [];
  #running = false;

  constructor(channel: ServerChannel, shell: Shell) {
    this.#shell = shell;
    this.#channel = channel;
    this.#terminal = new Terminal((data) => this.#send(data), {
      line: (text) => this.#line(text),
      interrupt: () => this.#interrupt(),
      end: () => this.#line('exit'),
    });
    channel.on('data', (data: Buffer) => this.#terminal.type(data));
    channel.on('end', () => channel.close());
    this.#prompt();
  }

  #send(data: string): void {
    if (this.#channel.writableLength > UNREAD_BYTES) this.#channel.close();
    else this.#channel.write(data);
  }

  #line(text: string): void {
    if (this.#lines.length < TYPED_AHEAD) this.#lines.push(text);
    if (!this.#running) void this.#work();
  }

  async #work(): Promise<void> {
    this.#running = true;
    const streams = { stdin: new Uint8Array(), out: this.#terminal, err: this.#terminal };
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      await this.#shell.run(line, streams);
      if (this.#shell.ended) return this.#leave();
      this.#prompt();
    }
    this.#running = false;
  }

  /** What was typed ahead is lost, and what runs in the foreground gets the signal. */
  #interrupt(): void {
    this.#lines = [];
    if (this.#running) this.#shell.interrupt('INT');
    else this.#prompt();
  }

  #prompt(): void {
    const { cwd, machine, pid } = this.#shell;
    if (machine.processes.find(pid) === null) return;
    this.#terminal.write(`root@${machine.hostname}:${cwd === '/root' ? '~' : cwd}# `);
  }

  #leave(): void {
    this.#terminal.write('logout\n');
    this.#terminal.flush();
    this.#channel.exit(this.#shell.status);
    this.#channel.end();
  }
}
