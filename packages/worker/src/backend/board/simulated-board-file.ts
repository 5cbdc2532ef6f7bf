import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardFileName, replaceFile, simulatedBoardKey } from '@pyrpl-mux/client/node';
import { z } from 'zod';

const contents = z.object({
  /** Port of its register server, on this computer. */
  port: z.int().min(1).max(65_535),
  /** Port of its SSH, through which its register server is started; null without. */
  sshPort: z.int().min(1).max(65_535).nullable().default(null),
  pid: z.int().min(1),
  wiring: z.string(),
  seed: z.number(),
  /** Noise of each input, rms [V]. */
  noise: z.number(),
  /** Seconds without a client after which it ends by itself; null if a person runs it. */
  linger: z.number().nullable(),
});

/** What a running simulated board tells about itself in the runtime folder. */
export type SimulatedBoardFile = z.output<typeof contents>;

/** Path of a simulated board's own file; not `.json`, for that is what connection files are called. */
export function simulatedBoardFilePath(name: string, folder: string): string {
  return join(folder, `${boardFileName(simulatedBoardKey(name))}.simulated`);
}

/** Reads what the simulated board of this name wrote; null if there is none, or one that can't be understood. */
export function readSimulatedBoardFile(name: string, folder: string): SimulatedBoardFile | null {
  try {
    const text = readFileSync(simulatedBoardFilePath(name, folder), 'utf8');
    return contents.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Missing, or no file of ours: in either case no simulated board is there to be used.
    return null;
  }
}

/** Writes a simulated board's own file, readable by this user only. To be called when it listens. */
export async function writeSimulatedBoardFile(
  name: string,
  folder: string,
  file: SimulatedBoardFile,
): Promise<void> {
  await replaceFile(simulatedBoardFilePath(name, folder), `${JSON.stringify(file)}\n`);
}
