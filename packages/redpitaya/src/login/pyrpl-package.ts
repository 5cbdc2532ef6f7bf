import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LoginError } from './errors.ts';

/** Where to look for PyRPL, whose package carries the FPGA image and the register server. */
export interface PyrplPlaces {
  /** Its folder, the `site-packages` that it is in, or a checkout of its repository. */
  readonly path?: string | undefined;
  /** Pythons that may have it, as paths or names on the search path; by default the usual names. */
  readonly pythons?: readonly string[] | undefined;
}

/** The files of an installed PyRPL that a board needs. */
export interface PyrplPackage {
  readonly folder: string;
  readonly image: string;
  readonly deviceTree: string;
  /** Builds of the register server, for newer boards first. */
  readonly servers: readonly string[];
}

/** Asks where the package is, without loading it. */
const QUESTION =
  "import importlib.util as u; s = u.find_spec('pyrpl'); print(s.submodule_search_locations[0] if s else '')";

const USUAL_PYTHONS = ['python3', 'python', 'py'];

/** Longest wait for a Python to answer [ms]. */
const PYTHON_LIMIT = 15_000;

/**
 * Finds an installed PyRPL: at the given path, else by asking the Pythons. It is only looked at, never run.
 *
 * @throws LoginError `files_missing` that says where it was looked for
 */
export async function findPyrpl({ path, pythons = USUAL_PYTHONS }: PyrplPlaces): Promise<PyrplPackage> {
  const folders = path === undefined ? await askPythons(pythons) : [path, join(path, 'pyrpl')];
  for (const folder of folders) {
    const found = await packageIn(folder);
    if (found !== null) return found;
  }
  const looked = path === undefined ? `by asking ${pythons.join(', ')}` : `at ${folders.join(' and ')}`;
  throw new LoginError(
    'files_missing',
    `PyRPL's FPGA image and register server were not found ${looked}; nothing was put on the board.`,
    'Name an installed PyRPL with --pyrpl PATH, or a Python that has it with --python PROGRAM.',
  );
}

/** The loader that a program needs on the board, as its own bytes name it; null if it names none. */
export function loaderOf(program: Uint8Array): string | null {
  return /\/lib\/ld-[\w.-]+\.so\.\d/.exec(Buffer.from(program).toString('latin1'))?.[0] ?? null;
}

/**
 * The device tree that belongs to the image: OS 3 stages the image under another name than the one that is written in
 * it (redpitaya.py, _update_fpga).
 *
 * @throws LoginError `files_missing` if it names neither
 */
export async function deviceTreeFor(generation: 2 | 3, { deviceTree }: PyrplPackage): Promise<Uint8Array> {
  const bytes = await readFile(deviceTree);
  if (generation === 2) return bytes;
  const [written, staged] = ['fpga.bit.bin\0', 'fpga.bin\0'];
  const at = bytes.indexOf(written);
  if (at < 0) {
    throw new LoginError(
      'files_missing',
      `The device tree ${deviceTree} does not name the image ${written.slice(0, -1)}, so OS 3 would not find it.`,
      'Use PyRPL 0.9.9 or newer.',
    );
  }
  bytes.fill(0, at, at + written.length).write(staged, at, 'latin1');
  return bytes;
}

async function packageIn(folder: string): Promise<PyrplPackage | null> {
  const found = {
    folder,
    image: join(folder, 'fpga', 'red_pitaya.bin'),
    deviceTree: join(folder, 'fpga', 'red_pitaya.dtbo'),
    servers: ['monitor_server_0.95', 'monitor_server'].map((name) => join(folder, 'monitor_server', name)),
  };
  try {
    await Promise.all([found.image, found.deviceTree, ...found.servers].map((file) => access(file)));
    return found;
  } catch {
    // Whoever looks for the package is told when no folder has it.
    return null;
  }
}

async function askPythons(pythons: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    pythons.map(async (program) => {
      try {
        const { stdout } = await promisify(execFile)(program, ['-c', QUESTION], {
          timeout: PYTHON_LIMIT,
          windowsHide: true,
        });
        return stdout.trim();
      } catch {
        // A Python that is not there has no PyRPL.
        return '';
      }
    }),
  );
  return answers.filter((answer) => answer !== '');
}
