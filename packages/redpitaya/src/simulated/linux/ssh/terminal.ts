import type { Sink } from '../programs/program.ts';

/** What a terminal does with what is typed. */
export interface TerminalReader {
  /** A line was typed; it may come while another one is still running. */
  line(text: string): void;
  /** Ctrl-C was typed. */
  interrupt(): void;
  /** Ctrl-D was typed on an empty line. */
  end(): void;
}

/** Longest line [characters]; the kernel keeps no more, and neither does this. */
const LINE_LIMIT = 4095;
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CTRL_U = 0x15;
const DELETE = 0x7f;

/** A terminal in the usual mode: it echoes, collects lines, and turns ends of lines into CR LF. */
export class Terminal implements Sink {
  readonly #send: (data: string) => void;
  readonly #reader: TerminalReader;
  #line: number[] = [];
  #output = '';
  #scheduled: NodeJS.Immediate | null = null;

  /** @param send carries output to who sits there; what is written in one turn of the event loop leaves in one piece */
  constructor(send: (data: string) => void, reader: TerminalReader) {
    this.#send = send;
    this.#reader = reader;
  }

  /** Takes what was typed. */
  type(data: Uint8Array): void {
    for (const byte of data) this.#key(byte);
  }

  write(data: string | Uint8Array): void {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    this.#output += text.replaceAll('\n', '\r\n');
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Sends what is still to be sent. */
  flush(): void {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    if (this.#output !== '') this.#send(this.#output);
    this.#output = '';
  }

  #key(byte: number): void {
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      const text = Buffer.from(this.#line).toString('utf8');
      this.#line = [];
      this.write('\n');
      this.#reader.line(text);
    } else if (byte === CTRL_C) {
      this.#line = [];
      this.write('^C\n');
      this.#reader.interrupt();
    } else if (byte === CTRL_D && this.#line.length === 0) this.#reader.end();
    else if (byte === CTRL_U) this.#line = [];
    else if (byte === BACKSPACE || byte === DELETE) {
      if (this.#line.pop() !== undefined) this.write('\b \b');
    } else if (this.#line.length < LINE_LIMIT && byte >= 0x20) {
      this.#line.push(byte);
      this.write(Buffer.of(byte));
    }
  }
}
