import { commands } from '@pyrpl-mux/client';

const SUFFIX = '.json';

/** Names of devices, which Windows takes for no file whatever extension they have. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/;

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/**
 * The file of a state: its name, with capitals as `%` and two hexadecimal digits, since names that differ in case only
 * would be one file on Windows and macOS. The first letter of a device's name is written so, too.
 *
 * @param name as the catalogue allows it
 */
export function stateFileName(name: string): string {
  const stem = name.replaceAll(/[A-Z]/g, escaped);
  return (DEVICE.test(stem) ? stem.replace(/^./, escaped) : stem) + SUFFIX;
}

/** Whether a file in the folder is meant to be a state. */
export function isStateFile(file: string): boolean {
  return file.endsWith(SUFFIX);
}

/** The name of the state in a file. It is `proper` if the file is the one that {@link stateFileName} gives to that name. */
export function stateNameOf(file: string): { readonly name: string; readonly proper: boolean } {
  const name = file
    .slice(0, -SUFFIX.length)
    .replaceAll(/%([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  const proper = commands.state_compare.params.safeParse({ name }).success && stateFileName(name) === file;
  return { name, proper };
}
