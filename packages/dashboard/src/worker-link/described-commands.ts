import type { CommandDescription, CommandFacts, CommandName } from '@pyrpl-mux/client';

/** Seconds for a command that has not been described yet. */
const QUICK = 5;

/** What the worker itself told of its commands, in place of a catalogue in the page. */
export class DescribedCommands implements CommandFacts {
  #commands: ReadonlyMap<string, CommandDescription> = new Map();

  /** Takes the worker's answer to `describe`. */
  take(descriptions: readonly CommandDescription[]): void {
    this.#commands = new Map(descriptions.map((description) => [description.name, description]));
  }

  get(command: CommandName): CommandDescription | undefined {
    return this.#commands.get(command);
  }

  timeout(command: string): number {
    return this.#commands.get(command)?.timeout ?? QUICK;
  }

  mayChange(command: string): boolean {
    const description = this.#commands.get(command);
    const changesNothing = description?.access === 'read' || description?.access === 'session';
    // By its number, cancel reaches beyond its own session.
    return !changesNothing || description.operator_only === true || command === 'cancel';
  }
}
