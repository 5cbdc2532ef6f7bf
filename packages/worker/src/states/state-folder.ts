import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, type CommandResult } from '@pyrpl-mux/client';
import { replaceFile } from '@pyrpl-mux/client/node';
import { isStateFile, stateFileName, stateNameOf } from './state-name.ts';
import { formatState, type NewState, noSuchState, parseState, type StateRecord } from './state-record.ts';

/** Most states of a board. */
const MOST_STATES = 500;

/** Largest file of a state [bytes]; the settings of all modules are about 5000. */
const LARGEST_FILE = 256 * 1024;

type Listed = CommandResult<'state_list'>['states'][number];

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The saved states of one board: a file each, which people may copy, rename and remove at any time. */
export class StateFolder {
  readonly path: string;
  #saving: Promise<unknown> = Promise.resolve();

  /** @param path of the folder; the first state makes it */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * Saves a state in one step: a reader finds the old one or the new.
   *
   * @returns path of the file
   * @throws CommandError with effect `none`: there is one of that name and it shall not be replaced, there are too many,
   * or the file can't be written
   */
  async save(name: string, state: NewState, replace: boolean): Promise<string> {
    // One after the other, so that of two that save a new state under one name the second learns of it.
    const saved = this.#saving.then(() => this.#save(name, state, replace));
    this.#saving = saved.catch(() => undefined);
    return await saved;
  }

  /** All files that are meant to be states, the newest first, those with a problem at the end. */
  async list(): Promise<Listed[]> {
    const listed: Listed[] = [];
    for (const [index, file] of (await this.#files()).entries())
      listed.push(
        index < MOST_STATES
          ? await this.#listed(file)
          : problematic(file, `The folder has more than ${MOST_STATES} files; this one was not read.`),
      );
    return listed.toSorted((one, other) => (other.saved ?? '').localeCompare(one.saved ?? ''));
  }

  /** @throws CommandError `invalid_params` if there is no such state, or its file can't be used */
  async read(name: string): Promise<StateRecord> {
    const file = stateFileName(name);
    const read = await this.#read(file);
    if (typeof read !== 'string') return read;
    const sentence =
      read === MISSING
        ? `There is no state "${name}"; state_list names those that there are.`
        : `The state "${name}" can't be used (${join(this.path, file)}). ${read}`;
    throw noSuchState(name, sentence);
  }

  async #save(name: string, state: NewState, replace: boolean): Promise<string> {
    const file = stateFileName(name);
    const path = join(this.path, file);
    const files = await this.#files();
    if (files.includes(file)) {
      if (!replace)
        throw new CommandError(
          'invalid_params',
          `There is a state "${name}" already. Nothing was saved; choose another name, or give replace.`,
          { issues: [{ path: 'name', message: 'is the name of a state; give replace to replace it' }] },
        );
    } else if (files.length >= MOST_STATES) {
      throw new CommandError(
        'too_large',
        `This board has ${files.length} states, the most that it may have. Nothing was saved; move some out of ${this.path}.`,
      );
    }
    try {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await replaceFile(path, formatState(state));
    } catch (error) {
      throw new CommandError(
        'internal',
        `The state could not be written: ${reasonOf(error)}. Nothing was saved; see whether the worker may write in ${this.path}.`,
        { cause: error },
      );
    }
    return path;
  }

  async #files(): Promise<string[]> {
    try {
      return (await readdir(this.path)).filter(isStateFile).toSorted();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw new CommandError(
        'internal',
        `The folder of the states can't be read: ${reasonOf(error)}. Nothing was done; see whether the worker may read ${this.path}.`,
        { cause: error },
      );
    }
  }

  async #listed(file: string): Promise<Listed> {
    const { name, proper } = stateNameOf(file);
    if (!proper)
      return problematic(
        file,
        'The file is not called as the file of a state is: rename it, to small letters.',
      );
    const state = await this.#read(file);
    if (typeof state === 'string') return problematic(file, state);
    const { note, saved, board } = state;
    return { name, note, saved, board: board.key, file, problem: null };
  }

  /** A state, or a sentence that says why there is none. */
  async #read(file: string): Promise<StateRecord | string> {
    const path = join(this.path, file);
    try {
      const found = await lstat(path);
      // Reading a pipe would never end, and what a link leads to is nobody's business here.
      if (!found.isFile()) return 'It is no file, or a link to one: put the file itself into the folder.';
      if (found.size > LARGEST_FILE)
        return `It has ${found.size} bytes; a state has ${LARGEST_FILE} at most.`;
      return parseState(await readFile(path, 'utf8'));
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? MISSING : `It can't be read: ${reasonOf(error)}.`;
    }
  }
}

const MISSING = 'It is not there any more.';

function problematic(file: string, problem: string): Listed {
  return { name: stateNameOf(file).name, note: '', saved: null, board: null, file, problem };
}
