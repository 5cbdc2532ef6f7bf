/**
 * How a person calls this program: npm's packages of a project are reached through npx, what npm or pip has installed for
 * all by its name.
 */
export const PROGRAM = process.env['npm_command'] === undefined ? 'pyrpl-mux' : 'npx pyrpl-mux';
