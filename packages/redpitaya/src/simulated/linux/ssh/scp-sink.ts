import type { ServerChannel } from 'ssh2';
import { FileError } from '../file-system.ts';
import type { Shell } from '../shell/shell.ts';

const ACKNOWLEDGED = Buffer.of(0);
const END_OF_LINE = 0x0a;
/** Longest line of the protocol [bytes]. */
const LINE_BYTES = 4096;
/** Largest file that is taken [bytes]. */
const FILE_BYTES = 48 * 1024 * 1024;
const FILE_LINE = /^C(\d{4}) (\d+) ([^/]+)$/;

interface Incoming {
  readonly path: string;
  readonly mode: number;
  readonly data: Buffer;
  received: number;
}

/** The receiving end of `scp -t target`: takes one file after the other until the sender is done. */
export class ScpSink {
  readonly #channel: ServerChannel;
  readonly #shell: Shell;
  readonly #target: string;
  #input: Buffer = Buffer.alloc(0);
  #incoming: Incoming | null = null;
  #ended = false;

  constructor(channel: ServerChannel, shell: Shell, target: string) {
    this.#channel = channel;
    this.#shell = shell;
    this.#target = target;
    channel.on('data', (data: Buffer) => this.#take(data));
    channel.on('end', () => this.#end(this.#incoming === null ? 0 : 1));
    channel.write(ACKNOWLEDGED);
  }

  #take(data: Buffer): void {
    this.#input = this.#input.length === 0 ? data : Buffer.concat([this.#input, data]);
    while (!this.#ended && (this.#incoming === null ? this.#line() : this.#body(this.#incoming)));
  }

  /** Takes a line; false if none is complete. */
  #line(): boolean {
    const end = this.#input.indexOf(END_OF_LINE);
    if (end < 0) {
      if (this.#input.length > LINE_BYTES) this.#refuse('protocol error: line too long');
      return false;
    }
    const line = this.#input.toString('utf8', 0, end);
    this.#input = this.#input.subarray(end + 1);
    const [, mode, size, name] = FILE_LINE.exec(line) ?? [];
    if (mode === undefined || size === undefined || name === undefined) {
      this.#refuse(`protocol error: unexpected "${line.slice(0, 80)}"`);
    } else if (Number(size) > FILE_BYTES) {
      this.#refuse(`${this.#target}: No space left on device`);
    } else {
      this.#begin(name, Number.parseInt(mode, 8), Number(size));
    }
    return true;
  }

  #begin(name: string, mode: number, size: number): void {
    const { files } = this.#shell.machine;
    const isDirectory = files.find(this.#shell.path(this.#target))?.kind === 'directory';
    const path = this.#shell.path(isDirectory ? `${this.#target}/${name}` : this.#target);
    if (files.find(`${path}/..`)?.kind !== 'directory') {
      this.#refuse(`${this.#target}: No such file or directory`);
      return;
    }
    this.#incoming = { path, mode: mode & 0o777, data: Buffer.alloc(size), received: 0 };
    this.#channel.write(ACKNOWLEDGED);
  }

  /** Takes bytes of the file, and the zero after them; false if more must come. */
  #body(incoming: Incoming): boolean {
    const { data, received, path, mode } = incoming;
    const taken = this.#input.copy(data, received);
    incoming.received += taken;
    this.#input = this.#input.subarray(taken);
    if (incoming.received < data.length || this.#input.length === 0) return false;
    this.#input = this.#input.subarray(1);
    this.#incoming = null;
    try {
      this.#shell.machine.files.write(path, data, { mode });
      this.#channel.write(ACKNOWLEDGED);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#refuse(`${this.#target}: ${error.message}`);
    }
    return true;
  }

  #refuse(reason: string): void {
    this.#channel.write(Buffer.concat([Buffer.of(1), Buffer.from(`scp: ${reason}\n`)]));
    this.#end(1);
  }

  #end(status: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#input = Buffer.alloc(0);
    this.#channel.exit(status);
    this.#channel.end();
  }
}
