import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The page of the tests. */
export const INDEX = '<!doctype html><title>The page</title><script src="/assets/main-Bx3kq_9Z.js"></script>';
export const SCRIPT = `console.log('a script');\n`.repeat(100);

/** A folder as the build leaves it, for one test; beside it lies a file that nobody may get. */
export async function pageFolder(
  files: Readonly<Record<string, string>> = {
    'index.html': INDEX,
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/main-Bx3kq_9Z.js': SCRIPT,
  },
): Promise<string> {
  const outside = await mkdtemp(join(tmpdir(), 'pyrpl-mux-page-'));
  onTestFinished(async () => rm(outside, { recursive: true, force: true }));
  const folder = join(outside, 'dashboard');
  await writeFile(join(outside, 'secret.txt'), 'secret');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}
