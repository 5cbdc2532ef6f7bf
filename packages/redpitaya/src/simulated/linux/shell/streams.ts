import { FileError, type FileSystem } from '../file-system.ts';
import type { Sink } from '../programs/program.ts';
import type { Command, Redirection } from './syntax.ts';

/** The standard streams of a command. */
export interface Streams {
  readonly stdin: Uint8Array;
  readonly out: Sink;
  readonly err: Sink;
}

/** What one command may print into a file, a pipe or a variable [bytes]. */
const CAPTURE_BYTES = 32 * 1024 * 1024;

/** Collects what a command prints. */
export class Capture implements Sink {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** @throws FileError beyond 32 MiB */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#size += bytes.length;
    if (this.#size > CAPTURE_BYTES) throw new FileError('write error', 'No space left on device');
    this.#chunks.push(bytes);
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

/** Streams led elsewhere. */
export interface Redirected extends Streams {
  /** Puts what was printed into the files it was meant for. @throws FileError */
  store(): void;
}

/**
 * Leads the streams of a command elsewhere. Files are emptied at once, and filled when the command has ended.
 *
 * @param names what the targets of the redirections come to, in order
 * @throws FileError
 */
export function redirect(
  redirections: readonly Redirection[],
  names: readonly string[],
  streams: Streams,
  { files, path }: { readonly files: FileSystem; readonly path: (name: string) => string },
): Redirected {
  const written: { readonly path: string; readonly capture: Capture }[] = [];
  let { stdin, out, err } = streams;
  const open = (place: string, append: boolean): Sink => {
    const isKept = append || files.find(place)?.kind === 'device';
    files.write(place, new Uint8Array(), { append: isKept });
    const capture = new Capture();
    written.push({ path: place, capture });
    return capture;
  };
  for (const [index, { descriptor, operator }] of redirections.entries()) {
    const name = names[index] ?? '';
    if (operator === '<') {
      stdin = files.read(path(name));
      continue;
    }
    const sink = operator === '>&' ? (name === '1' ? out : err) : open(path(name), operator === '>>');
    if (descriptor === 2) err = sink;
    else out = sink;
  }
  const store = (): void => {
    for (const { path: place, capture } of written) files.write(place, capture.bytes, { append: true });
  };
  return { stdin, out, err, store };
}

/** Whether a command still writes to the streams it was given. */
export function holdsStreams({ redirections }: Command): boolean {
  return ![1, 2].every((stream) => redirections.some(({ descriptor }) => descriptor === stream));
}
