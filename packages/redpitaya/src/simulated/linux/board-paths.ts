/** The board's folder for what is lost when it is switched off. */
const TEMPORARY = '/tmp';

/** Where a board keeps what PyRPL reads and writes. */
export const BOARD_PATHS = {
  temporary: TEMPORARY,
  /** Version of the operating system. */
  version: '/root/.version',
  /** Name of the image that `overlay.sh` loaded last. */
  loadedImage: `${TEMPORARY}/loaded_fpga.inf`,
  /** What the loader of `overlay.sh` said. */
  loaderLog: `${TEMPORARY}/update_fpga.txt`,
  /** Red Pitaya's own images. */
  images: '/opt/redpitaya/fpga',
  /** PyRPL's folder. */
  pyrpl: '/opt/pyrpl',
} as const;
