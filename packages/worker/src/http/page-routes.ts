import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Page, PageFile } from './page.ts';

/** Serves the files of the page, which need no token; other paths are left to what follows. */
export function servePage(app: Hono<{ Bindings: HttpBindings }>, reading: Promise<Page>): void {
  app.get('*', async (context, next) => {
    const { files, problem } = await reading;
    const file = files.get(context.req.path);
    if (file !== undefined) return answer(context, file);
    return context.req.path === '/' ? context.text(`${problem}\n`, 503) : next();
  });
}

function answer(context: Context, file: PageFile): Response {
  const { type, etag, isImmutable, content, gzip } = file;
  context.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  context.header('etag', etag);
  context.header('vary', 'accept-encoding');
  if (context.req.header('if-none-match')?.includes(etag) === true) return context.body(null, 304);
  context.header('content-type', type);
  const compressed = acceptsGzip(context.req.header('accept-encoding')) ? gzip : null;
  if (compressed !== null) context.header('content-encoding', 'gzip');
  return context.body(compressed ?? content);
}

function acceptsGzip(header = ''): boolean {
  return header.split(',').some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/i.test(coding));
}
