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

  constructor(parameter: string, value: unknown, range: string, unit: string) {
    const shown = unit === '1' ? String(value) : `${String(value)} ${unit}`;
    super(`${parameter} = ${shown} is impossible: it must be ${range}. Nothing was written.`);
    this.parameter = parameter;
    this.value = value;
    this.range = range;
    this.unit = unit;
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
