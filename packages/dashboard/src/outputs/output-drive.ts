import type { DRIVING_MODULES, ModuleSettings } from '@pyrpl-mux/client';

/** A module that can drive the outputs. */
export type Driver = (typeof DRIVING_MODULES)[number];

/** Where a module's direct output goes. */
export type Direct = ModuleSettings['pid0']['output_direct'];

/** One of the board's two outputs. */
export type OutputName = Exclude<Direct, 'both' | 'off'>;

/** The outputs, in the order of {@link OutputReading}. */
export const OUTPUT_NAMES = ['out1', 'out2'] as const satisfies readonly OutputName[];

/** Values of OUT1 and OUT2 [V]. */
export type OutputReading = readonly [number, number];

/** Least and largest value of an output [V]: 14 bits, 8192 codes per volt. */
export const OUTPUT_LIMITS = { low: -1, high: 8191 / 8192 } as const;

/** Half a code [V]: what two ways of rounding the same value may differ by. */
const HALF_CODE = 0.5 / 8192;

/** Whether a direct output goes to an output. */
export function drives(direct: Direct, output: OutputName): boolean {
  return direct === output || direct === 'both';
}

/** Whether an output is at its limit, so that the sum behind it is clipped. */
export function isSaturated(volts: number): boolean {
  return volts <= OUTPUT_LIMITS.low + HALF_CODE || volts >= OUTPUT_LIMITS.high - HALF_CODE;
}

/** The outputs as they are written on the board: `OUT1`, `OUT1 and OUT2`, `no output`. */
export function outputLabel(direct: Direct): string {
  if (direct === 'off') return 'no output';
  return direct === 'both' ? 'OUT1 and OUT2' : direct.toUpperCase();
}

/** A voltage that is read over and over: always as wide, so that nothing moves. */
export function steadyVolts(volts: number): string {
  const text = Math.abs(volts).toFixed(3);
  return `${volts < 0 && text !== '0.000' ? '\u2212' : '+'}${text} V`;
}
