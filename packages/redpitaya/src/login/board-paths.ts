/** The board's folder for what is gone after a reboot. */
export const BOARD_TEMPORARY = '/tmp';

/** Our own folder on a board. Nothing of PyRPL's is in it, and PyRPL never looks there. */
export const OWN_FOLDER = '/opt/pyrpl-mux';

/**
 * Name of our register server: not PyRPL's, so that the `killall` with which each PyRPL begins misses it. The kernel
 * keeps 15 characters of a name.
 */
export const OWN_SERVER = 'pyrpl-mux-server';

/** Where the image is put while it is loaded. OS 3 loads from these paths only, whatever it is told. */
export const IMAGE_FOLDER = '/opt/pyrpl';
