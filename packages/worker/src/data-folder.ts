import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of what outlives a logout: `PYRPL_MUX_DATA_DIR`, else `$XDG_DATA_HOME/pyrpl-mux`,
 * `%LOCALAPPDATA%\pyrpl-mux\data` or `~/.local/share/pyrpl-mux`. A variable that is set to nothing counts as not set.
 */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['PYRPL_MUX_DATA_DIR'];
  if (own) return own;
  const shared = environment['XDG_DATA_HOME'];
  if (shared) return join(shared, 'pyrpl-mux');
  const local = environment['LOCALAPPDATA'];
  return local ? join(local, 'pyrpl-mux', 'data') : join(homedir(), '.local', 'share', 'pyrpl-mux');
}
