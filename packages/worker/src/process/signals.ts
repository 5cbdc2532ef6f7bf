/** Signals that ask a program to end, where they exist; a closed window is SIGHUP, on Windows too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/**
 * Calls back at each request to end this program: Ctrl-C, or a signal. Several may come for one Ctrl-C, since the
 * terminal and a parent such as npm both tell.
 *
 * @returns a function that takes the listener back
 */
export function onEndRequest(listener: (signal: string) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
