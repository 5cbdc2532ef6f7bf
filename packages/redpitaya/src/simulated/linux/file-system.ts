/** What the kernel says of a failed file operation, worded as `strerror` does. */
export class FileError extends Error {
  override readonly name = 'FileError';
  /** The path as it was asked for. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Bytes under a name. */
export interface StoredFile {
  readonly kind: 'file';
  data: Uint8Array;
  /** Permission bits. */
  mode: number;
  /** Last change [s since 1970]. */
  modified: number;
}

/** A program that belongs to the system; it is run by the simulation, and has no bytes. */
export interface ProgramFile {
  readonly kind: 'program';
  readonly name: string;
}

/** A file of the kernel: what is read is made at that moment, what is written has an effect. */
export interface Device {
  readonly kind: 'device';
  read(): Uint8Array;
  /** @throws FileError */
  write(data: Uint8Array): void;
}

/** Names and what they stand for; the kernel's own directories make their entries when asked. */
export interface Directory {
  readonly kind: 'directory';
  /** Names of its entries, in any order. */
  names(): Iterable<string>;
  get(name: string): FileNode | undefined;
  /** The entries to change; null where the kernel decides what there is. */
  readonly entries: Map<string, FileNode> | null;
}

export type FileNode = StoredFile | ProgramFile | Device | Directory;

/** The size of the simulated SD card's free space [bytes]; more is "No space left on device". */
const CAPACITY = 64 * 1024 * 1024;

/** Entries of all directories together; more is "No space left on device" too. */
const ENTRIES = 10_000;

function createDirectory(): Directory {
  const entries = new Map<string, FileNode>();
  return { kind: 'directory', entries, names: () => entries.keys(), get: (name) => entries.get(name) };
}

/** The parts of an absolute path; double slashes, `.` and `..` are resolved. */
export function pathParts(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

/** Joins a path to the directory it is relative to, normalised. */
export function resolvePath(directory: string, path: string): string {
  return `/${pathParts(path.startsWith('/') ? path : `${directory}/${path}`).join('/')}`;
}

/** The last part of a path, as `basename` gives it. */
export function baseName(path: string): string {
  return pathParts(path).at(-1) ?? '/';
}

/** The files of a board, in memory. All paths are absolute. */
export class FileSystem {
  readonly #root = createDirectory();
  readonly #now: () => number;
  #bytes = 0;
  #count = 0;

  /** @param now time of day [s since 1970] */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is there; null if nothing is. */
  find(path: string): FileNode | null {
    let node: FileNode = this.#root;
    for (const part of pathParts(path)) {
      const next: FileNode | undefined = node.kind === 'directory' ? node.get(part) : undefined;
      if (next === undefined) return null;
      node = next;
    }
    return node;
  }

  /** What is there. @throws FileError if nothing is */
  at(path: string): FileNode {
    const node = this.find(path);
    if (node === null) throw new FileError(path, 'No such file or directory');
    return node;
  }

  /** The bytes of a file. @throws FileError */
  read(path: string): Uint8Array {
    const node = this.at(path);
    if (node.kind === 'directory') throw new FileError(path, 'Is a directory');
    if (node.kind === 'device') return node.read();
    return node.kind === 'file' ? node.data : new Uint8Array();
  }

  /** Makes the file hold these bytes, or these after those it has. @throws FileError */
  write(
    path: string,
    data: Uint8Array,
    how: { readonly append?: boolean; readonly mode?: number } = {},
  ): void {
    const node = this.find(path);
    if (node?.kind === 'directory') throw new FileError(path, 'Is a directory');
    if (node?.kind === 'program') throw new FileError(path, 'Text file busy');
    if (node?.kind === 'device') {
      node.write(data);
      return;
    }
    const kept = how.append === true && node !== null ? node.data : new Uint8Array();
    const size = kept.length + data.length;
    const growth = size - (node?.data.length ?? 0);
    if (this.#bytes + growth > CAPACITY) throw new FileError(path, 'No space left on device');
    const bytes = new Uint8Array(size);
    bytes.set(kept);
    bytes.set(data, kept.length);
    if (node === null) {
      this.#add(path, { kind: 'file', data: bytes, mode: how.mode ?? 0o644, modified: this.#now() });
    } else {
      node.data = bytes;
      node.modified = this.#now();
      node.mode = how.mode ?? node.mode;
    }
    this.#bytes += growth;
  }

  /** Makes a directory and those above it, unless they are there. @throws FileError */
  makeDirectory(path: string): void {
    let node: FileNode = this.#root;
    let made = '';
    for (const part of pathParts(path)) {
      made += `/${part}`;
      const next = node.kind === 'directory' ? node.get(part) : undefined;
      if (next !== undefined && next.kind !== 'directory') throw new FileError(path, 'Not a directory');
      if (next === undefined) this.#add(made, createDirectory());
      node = this.at(made);
    }
  }

  /** Puts something of the system at a path, with the directories above it. */
  mount(path: string, node: FileNode): void {
    this.makeDirectory(resolvePath(path, '..'));
    this.#add(path, node);
  }

  /** Takes away a file, or a directory with all in it. @throws FileError */
  remove(path: string): void {
    const node = this.at(path);
    const parent = this.find(resolvePath(path, '..'));
    if (parent?.kind !== 'directory' || parent.entries === null || node === this.#root) {
      throw new FileError(path, 'Operation not permitted');
    }
    parent.entries.delete(baseName(path));
    this.#forget(node);
  }

  /** Entries of a directory, in order. @throws FileError */
  list(path: string): readonly string[] {
    const node = this.at(path);
    if (node.kind !== 'directory') throw new FileError(path, 'Not a directory');
    return [...node.names()].sort();
  }

  #add(path: string, node: FileNode): void {
    const parent = this.find(resolvePath(path, '..'));
    if (parent === null) throw new FileError(path, 'No such file or directory');
    if (parent.kind !== 'directory') throw new FileError(path, 'Not a directory');
    if (parent.entries === null) throw new FileError(path, 'Permission denied');
    if (this.#count >= ENTRIES) throw new FileError(path, 'No space left on device');
    this.#count += 1;
    parent.entries.set(baseName(path), node);
  }

  #forget(node: FileNode): void {
    this.#count -= 1;
    if (node.kind === 'file') this.#bytes -= node.data.length;
    if (node.kind === 'directory') for (const entry of node.entries?.values() ?? []) this.#forget(entry);
  }
}
