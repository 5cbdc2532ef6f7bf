import { readFileSync } from 'node:fs';
import type { Clock, Timer } from '@pyrpl-mux/client';
import { replaceFile } from '@pyrpl-mux/client/node';
import { z } from 'zod';

/** Pause between a change and its writing, in which further changes are collected [ms]. */
const DEBOUNCE = 250;

const contents = z.record(z.string(), z.unknown());

/**
 * The file that keeps, per module of one board, what no register tells, so that it is known after a restart. What is
 * remembered carries the registers by which it is recognised; whether it still holds is the driver's to decide.
 *
 * A value that is about to change must be {@link forget forgotten} first: a worker that is killed meanwhile then leaves
 * nothing behind, rather than something wrong.
 */
export class StateFile {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  readonly #modules: Map<string, unknown>;
  /** Modules, as the file has them or is about to. */
  readonly #written: Map<string, string>;
  #timer: Timer | null = null;
  #writing: Promise<void> = Promise.resolve();

  /**
   * Reads the file; one that is missing or can't be understood is as good as empty.
   *
   * @param onFailure told if the file can't be written; what is remembered then lasts as long as this process
   */
  constructor(path: string, clock: Clock, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#modules = new Map(Object.entries(read(path)));
    this.#written = new Map([...this.#modules].map(([module, state]) => [module, JSON.stringify(state)]));
  }

  /** What is remembered of a module; undefined if nothing is. */
  recall(module: string): unknown {
    return this.#modules.get(module);
  }

  /** Remembers the state of a module; the file follows soon. */
  remember(module: string, state: unknown): void {
    this.#modules.set(module, state);
    if (this.#written.get(module) === JSON.stringify(state)) return;
    this.#timer ??= this.#clock.setTimer(() => {
      this.#timer = null;
      this.#write();
    }, DEBOUNCE);
  }

  /** Forgets a module, in the file as well when this resolves. */
  async forget(module: string): Promise<void> {
    this.#modules.delete(module);
    if (!this.#written.has(module)) return;
    this.#write();
    await this.#writing;
  }

  /** Writes what has not been written yet. */
  async close(): Promise<void> {
    if (this.#timer !== null) {
      this.#timer.cancel();
      this.#timer = null;
      this.#write();
    }
    await this.#writing;
  }

  /** Queues the writing of the present contents. */
  #write(): void {
    this.#written.clear();
    for (const [module, state] of this.#modules) this.#written.set(module, JSON.stringify(state));
    const text = JSON.stringify(Object.fromEntries(this.#modules));
    this.#writing = this.#writing
      .then(() => replaceFile(this.#path, text))
      .catch((error: unknown) => this.#onFailure(error));
  }
}

function read(path: string): Readonly<Record<string, unknown>> {
  try {
    return contents.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? {};
  } catch {
    // Missing or unreadable: then nothing is known, which is what the settings say.
    return {};
  }
}
