import { type IncomingHttpHeaders, request } from 'node:http';
import type { Listener } from '../../sessions/listen.ts';

/** An answer of the worker's HTTP side. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** What is asked for; by default the page, by GET. */
export interface Question {
  readonly method?: string;
  /** Sent as it is, which `fetch` would not do. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks a worker over a real socket. No redirect is followed and no cookie is kept. */
export async function ask({ port }: Pick<Listener, 'port'>, question: Question = {}): Promise<Answer> {
  const { method = 'GET', path = '/', headers = {}, body } = question;
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: all,
          text: String(all),
        });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
