/** Whether registers still hold what they held when something about their module was remembered. */
export const isSame = (remembered: readonly number[], found: readonly number[]): boolean =>
  remembered.length === found.length && remembered.every((word, index) => word === found[index]);
