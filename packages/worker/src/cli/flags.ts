import { InvalidArgumentError } from 'commander';

/** Reads a whole number in a range; for commander's `argParser`. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Reads a TCP port; `lowest` is 0 where 0 asks for any free one. */
export function port(lowest: 0 | 1): (text: string) => number {
  return wholeNumber(lowest, 65_535);
}

/** Reads a finite number in a range. */
export function finiteNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a number from ${minimum} to ${maximum}.`);
  };
}

/** Collects the values of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}
