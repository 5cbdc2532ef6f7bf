/** Seconds of real time that anything may take. */
const PATIENCE = 60;

/**
 * Calls back when something takes too long. Only seconds count in which this process ran: a computer that stood still for a
 * minute proves nothing, and what came meanwhile is read first.
 *
 * @returns a function that ends the waiting
 */
export function onPatienceLost(callback: () => void): () => void {
  let left = PATIENCE;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    callback();
  }, 1000);
  return () => clearInterval(timer);
}

/** Waits for something, but not for ever. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const lost = Promise.withResolvers<never>();
  const stop = onPatienceLost(() => lost.reject(new Error(`${what} did not come within ${PATIENCE} s`)));
  try {
    return await Promise.race([promise, lost.promise]);
  } finally {
    stop();
  }
}
