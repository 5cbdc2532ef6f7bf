/** Port of PyRPL's register server on a Red Pitaya, unless told otherwise. */
export const REGISTER_SERVER_PORT = 2222;

/** Name of a simulated board, unless told otherwise. */
export const DEFAULT_SIMULATED_NAME = 'default';

/** Key of PyRPL's own dummy of a board. */
export const MOCK_BOARD_KEY = 'pyrpl-mock';

/**
 * Key of a real board (PROTOCOL.md, section 2): `host:port` of its register server. Host names are the same in any
 * case, and an IPv6 address stands in brackets.
 */
export function hostBoardKey(host: string, port: number = REGISTER_SERVER_PORT): string {
  const name = host.toLowerCase();
  return name.includes(':') && !name.startsWith('[') ? `[${name}]:${port}` : `${name}:${port}`;
}

/** Key of a simulated board: `sim:<name>`. */
export function simulatedBoardKey(name: string = DEFAULT_SIMULATED_NAME): string {
  return `sim:${name}`;
}
