import { QUICK } from '../catalogue/define.ts';
import { catalogue } from '../catalogue/index.ts';

/** What a sender must know of a command beyond its name. */
export interface CommandFacts {
  /** Default of the envelope's timeout in seconds. */
  timeout(command: string, params: unknown): number;
  /** Whether a command that was sent and never answered may have changed anything. */
  mayChange(command: string): boolean;
}

/** The facts as the catalogue tells them. A command that it does not know may change anything, and is quick. */
export const catalogueFacts: CommandFacts = {
  timeout: (command, params) => {
    const definition = catalogue.get(command);
    const validated = definition?.params.safeParse(params);
    // The worker refuses wrong parameters at once, so any timeout will do for them.
    return definition !== undefined && validated?.success === true
      ? definition.timeout(validated.data)
      : QUICK;
  },
  mayChange: (command) => {
    const definition = catalogue.get(command);
    const changesNothing = definition?.access === 'read' || definition?.access === 'session';
    // By its number, cancel reaches beyond its own session.
    return !changesNothing || definition.operatorOnly === true || command === 'cancel';
  },
};
