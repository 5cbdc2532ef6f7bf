import { BOARD_PATHS } from '../board-paths.ts';
import { FileError } from '../file-system.ts';
import { type Bitstream, firmwareName, recogniseBitstream } from '../images.ts';
import type { Machine } from '../machine.ts';
import type { Program } from './program.ts';

/** Loads a bitstream as the FPGA's configuration logic does; what was loaded is lost unless it is refused at once. */
export function loadBitstream(machine: Machine, data: Uint8Array): Bitstream {
  const bitstream = recogniseBitstream(data);
  if (bitstream.kind === 'refused') machine.log(`fpga_manager fpga0: ${bitstream.reason}`);
  else if (bitstream.kind === 'broken') {
    machine.fpga.load('none');
    machine.log(`fpga_manager fpga0: ${bitstream.reason}`);
  } else machine.fpga.load(bitstream.kind);
  return bitstream;
}

/** What is wrong with a device tree; null if nothing is. */
function treeFault(machine: Machine, path: string): string | null {
  const name = firmwareName(path, machine.files.read(path));
  const wanted = machine.os.firmwareName;
  return wanted === null || name === wanted ? null : `Direct firmware load for ${name} failed with error -2`;
}

/**
 * `overlay.sh`: loads an image, by default one of Red Pitaya's own, with its device tree. Its loader's words go to a
 * file; the marker of the loaded image is renewed. OS 3 leaves a marker behind even when loading failed, then without
 * the image's name (redpitaya.py, `_is_correct_fpga_image_loaded`).
 */
const overlay: Program = ({ args, machine, shell }) => {
  const { files } = machine;
  const [name = '', image = `${BOARD_PATHS.images}/${name}/fpga.bit.bin`, tree] = args;
  if (files.find(BOARD_PATHS.loadedImage) !== null) files.remove(BOARD_PATHS.loadedImage);
  const say = (text: string): void => files.write(BOARD_PATHS.loaderLog, Buffer.from(text));
  const mark = (text: string): void => files.write(BOARD_PATHS.loadedImage, Buffer.from(text));
  try {
    const bytes = files.read(shell.path(image));
    const fault = tree === undefined ? null : treeFault(machine, shell.path(tree));
    const bitstream =
      fault === null ? loadBitstream(machine, bytes) : { kind: 'refused' as const, reason: fault };
    if ('reason' in bitstream) throw new FileError(image, bitstream.reason);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const isMissing = error.message === 'No such file or directory';
    const first = isMissing ? `cp: cannot stat '${error.path}': ${error.message}` : error.message;
    say(`${first}\nBIN FILE loading through FPGA manager failed\n`);
    if (machine.generation === 3) mark(`${name}\n`);
    return 1;
  }
  say(
    'Time taken to load BIN is 96.000000 Milli Seconds\nBIN FILE loaded through FPGA manager successfully\n',
  );
  mark(machine.generation === 3 ? `${args.join(' ')}\n` : name);
  return 0;
};

const ledControl: Program = ({ args, err }) => {
  const bad = args.find((arg) => !/^-[yer]=(?:On|Off)$/i.test(arg));
  if (bad === undefined) return 0;
  err.write(`led_control: unknown option ${bad}\n`);
  return 1;
};

/** Red Pitaya's own programs that concern the FPGA. */
export const IMAGE_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['overlay.sh', overlay],
  ['led_control', ledControl],
]);
