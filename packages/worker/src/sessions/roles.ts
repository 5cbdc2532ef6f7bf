import { type CommandDefinition, CommandError, type SessionAccess } from '@pyrpl-mux/client';

/**
 * Lets a session that only looks do what changes nothing for others (PROTOCOL.md, section 3).
 *
 * @throws CommandError `forbidden`
 */
export function requireAccess(
  access: SessionAccess,
  { name, access: kind, operatorOnly }: Pick<CommandDefinition, 'name' | 'access' | 'operatorOnly'>,
): void {
  if (access === 'operate' || (operatorOnly !== true && (kind === 'session' || kind === 'read'))) return;
  throw forbidden(`${name} is not for it`);
}

/** @param what - the end of a sentence about a session: "cancel by number is not for it" */
export function forbidden(what: string): CommandError {
  return new CommandError(
    'forbidden',
    `This session may only look, and ${what}. Nothing was done; connect with the worker's token to operate.`,
  );
}
