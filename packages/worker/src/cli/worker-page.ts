import type { WorkerAddress } from '@pyrpl-mux/client/node';
import { z } from 'zod';
import { CliError, CliExit, sentenceOf } from './cli-error.ts';

/** Longest wait for a worker's answer [ms]. */
const PATIENCE = 5000;

const ticketAnswer = z.object({ ticket: z.string() });
const viewLinkAnswer = z.object({ url: z.string() });

/** The address that opens a worker's page with its token, for as long as the token is the same. */
export function pageAddress({ url, token }: Pick<WorkerAddress, 'url' | 'token'>): string {
  return withQuery(url, { token });
}

/**
 * An address that opens a worker's page once, soon.
 *
 * @param view whether that page may only look
 * @throws CliError with a sentence if the worker has no page, does not answer, or refuses the token
 */
export async function ticketAddress(worker: WorkerAddress, view: boolean): Promise<string> {
  const answer = await askFor(worker, 'POST', view ? '/ticket?view' : '/ticket');
  return withQuery(worker.url, { ticket: ticketAnswer.parse(await answer.json()).ticket });
}

/**
 * The address of a worker's page for people who may only look.
 *
 * @throws CliError with a sentence if the worker has no page, does not answer, or refuses the token
 */
export async function viewAddress(worker: WorkerAddress): Promise<string> {
  const answer = await askFor(worker, 'GET', '/view-link');
  return viewLinkAnswer.parse(await answer.json()).url;
}

/** @throws CliError with a sentence if the worker has no page, or does not answer */
export async function requirePage(worker: WorkerAddress): Promise<void> {
  await askFor(worker, 'GET', '/');
}

async function askFor({ url, token }: WorkerAddress, method: string, path: string): Promise<Response> {
  const answer = await fetchFrom(url, path, { method, headers: { authorization: `Bearer ${token}` } });
  if (answer.ok) return answer;
  if (answer.status === 404)
    throw new CliError(
      CliExit.error,
      `The worker at ${url} has no page, for it is of an older version. Stop it with "pyrpl-mux stop", then start it again.`,
    );
  throw new CliError(CliExit.error, `The worker at ${url} answers: ${(await answer.text()).trim()}`);
}

async function fetchFrom(url: string, path: string, request: RequestInit): Promise<Response> {
  const address = new URL(path, httpAddress(url));
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(PATIENCE) });
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
    throw new CliError(
      CliExit.noWorker,
      `The worker at ${url} does not answer: ${sentenceOf(reason)}. No page was opened.`,
      { cause },
    );
  }
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const address = httpAddress(url);
  address.search = new URLSearchParams(query).toString();
  return address.href;
}

/** Where a browser finds the worker that listens at a WebSocket address. Listening at all addresses is none to go to. */
function httpAddress(url: string): URL {
  const address = URL.parse(url);
  if (address === null || !/^wss?:$/.test(address.protocol))
    throw new CliError(
      CliExit.usage,
      `The address of a worker looks like ws://127.0.0.1:8765/, but was "${url}". Nothing was sent.`,
    );
  address.protocol = address.protocol === 'wss:' ? 'https:' : 'http:';
  if (address.hostname === '0.0.0.0') address.hostname = '127.0.0.1';
  if (address.hostname === '[::]') address.hostname = '[::1]';
  return address;
}
