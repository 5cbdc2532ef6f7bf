/** A parameter has a value that its register cannot hold. Thrown before anything is written. */
export class ValueOutOfRangeError extends RangeError {
  override readonly name = 'ValueOutOfRangeError';
  /** Name of the parameter, as in the settings objects. */
  readonly parameter: string;
  /** What was asked for. */
  readonly value: unknown;
  /** What is possible, in words. */
  readonly range: string;
  /** SI unit of value and range, `1` for a pure number. */
  readonly unit: string;

  readonly #rangeAt: (factor: number) => string;

  /** @param range in words; a function of what its voltages are to be multiplied by, where they may be those of an input */
  constructor(parameter: string, value: unknown, range: string | ((factor: number) => string), unit: string) {
    const rangeAt = typeof range === 'string' ? () => range : range;
    const shown = unit === '1' ? String(value) : `${String(value)} ${unit}`;
    super(`${parameter} = ${shown} is impossible: it must be ${rangeAt(1)}. Nothing was written.`);
    this.parameter = parameter;
    this.value = value;
    this.range = rangeAt(1);
    this.unit = unit;
    this.#rangeAt = rangeAt;
  }

  /** The same error with value and range multiplied by `factor`: volts at an input's connector per volt inside the board. */
  scaled(factor: number): ValueOutOfRangeError {
    const { parameter, value, unit } = this;
    const shown = typeof value === 'number' ? Number(formatNumber(value * factor)) : value;
    return new ValueOutOfRangeError(parameter, shown, this.#rangeAt(factor), unit);
  }
}

const hexadecimal = (word: number): string => `0x${word.toString(16)}`;

/** A register does not hold what was just written to it. Whether the write or the reading of it went wrong is unknown. */
export class ReadBackError extends Error {
  override readonly name = 'ReadBackError';

  constructor(address: number, written: number, found: number) {
    super(
      `The register at ${hexadecimal(address)} reads ${hexadecimal(found)} just after ${hexadecimal(written)} was written: ` +
        'either the link to the board is corrupted, or another program writes to this board. Read the settings again before going on.',
    );
  }
}

/** A number as people write it, at most six digits: for the ranges in error messages. */
export const formatNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** `from -1 V to 1 V`; no unit is shown for pure numbers. */
export function formatRange(minimum: number, maximum: number, unit: string): string {
  const suffix = unit === '1' ? '' : ` ${unit}`;
  return `from ${formatNumber(minimum)}${suffix} to ${formatNumber(maximum)}${suffix}`;
}
