import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Where the build puts the page: beside `src`, and beside `dist` in a package. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dashboard/', import.meta.url));

const TYPES: ReadonlyMap<string, { readonly type: string; readonly isText: boolean }> = new Map([
  ['.html', { type: 'text/html; charset=utf-8', isText: true }],
  ['.js', { type: 'text/javascript; charset=utf-8', isText: true }],
  ['.css', { type: 'text/css; charset=utf-8', isText: true }],
  ['.json', { type: 'application/json', isText: true }],
  ['.svg', { type: 'image/svg+xml', isText: true }],
  ['.md', { type: 'text/plain; charset=utf-8', isText: true }],
  ['.txt', { type: 'text/plain; charset=utf-8', isText: true }],
  ['.png', { type: 'image/png', isText: false }],
  ['.ico', { type: 'image/x-icon', isText: false }],
  ['.woff2', { type: 'font/woff2', isText: false }],
]);

/** Name that the build has given to a file by its content: another content has another name. */
const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/;

/** A file of the page. */
export interface PageFile {
  /** Media type. */
  readonly type: string;
  /** Its content's fingerprint. */
  readonly etag: string;
  /** Whether its path never has another content. */
  readonly isImmutable: boolean;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Its content compressed; null where that does not pay. */
  readonly gzip: Uint8Array<ArrayBuffer> | null;
}

/** The page as it was when the worker started. */
export interface Page {
  /** By path; `/` is the page itself. Nothing else is served. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** Why there is no page, as a sentence; null if there is. */
  readonly problem: string | null;
}

/** Reads the built page. */
export async function readPage(folder: string = PAGE_FOLDER): Promise<Page> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = new Map(
      await Promise.all(
        paths.map(async (path): Promise<[string, PageFile]> => {
          const name = `/${relative(folder, path).replaceAll(sep, '/')}`;
          return [name === '/index.html' ? '/' : name, await readPageFile(path, name)];
        }),
      ),
    );
    return { files, problem: files.has('/') ? null : NOT_BUILT };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return {
      files: new Map(),
      problem: isMissing ? NOT_BUILT : `The files of the page can't be read: ${String(error)}.`,
    };
  }
}

const NOT_BUILT =
  'The page is not built. Run "npm run build:dashboard" in the checkout, then start the worker again.';

async function readPageFile(path: string, name: string): Promise<PageFile> {
  const content = await readFile(path);
  const { type, isText } = TYPES.get(extname(name)) ?? { type: 'application/octet-stream', isText: false };
  return {
    type,
    // Weak, for it stands for the compressed content as well.
    etag: `W/"${createHash('sha256').update(content).digest('base64url')}"`,
    isImmutable: HASHED.test(name),
    content,
    gzip: isText ? await promisify(gzip)(content) : null,
  };
}
