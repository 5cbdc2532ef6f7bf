/** A link for people who may only look, or a sentence on why there is none. */
export type ViewLink = { readonly url: string } | { readonly problem: string };

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Asks the worker for the link (PROTOCOL.md, section 2). */
export async function fetchViewLink(): Promise<ViewLink> {
  try {
    const response = await fetch('/view-link');
    if (!response.ok) return { problem: await response.text() };
    const answer: unknown = await response.json();
    return typeof answer === 'object' && answer !== null && 'url' in answer && typeof answer.url === 'string'
      ? { url: answer.url }
      : { problem: 'The worker answered without a link.' };
  } catch {
    return { problem: 'The worker did not answer. Try again when it runs.' };
  }
}

/** Whether a link leads to a worker that only this computer reaches. */
export function isForThisComputer(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}

/** Takes back that this browser is admitted. @returns a sentence if that failed, else null */
export async function logOut(): Promise<string | null> {
  try {
    const response = await fetch('/logout', { method: 'POST' });
    return response.ok ? null : await response.text();
  } catch {
    return 'The worker did not answer, so this browser is still admitted. Try again when it runs.';
  }
}
