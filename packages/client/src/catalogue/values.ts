import { z } from 'zod';
import { OUTPUTS, SIGNALS } from './modules.ts';

export const signal = z.enum(SIGNALS);
export const output = z.enum(OUTPUTS);
export const asgChannel = z.enum(['asg0', 'asg1']);
export const pidChannel = z.enum(['pid0', 'pid1', 'pid2']);
export const iqChannel = z.enum(['iq0', 'iq1', 'iq2']);
export const pwmChannel = z.enum(['pwm0', 'pwm1']);

/** A number with its unit; the unit appears in `describe`, help and documentation. */
export function quantity(unit: string, description: string, minimum: number, maximum: number): z.ZodNumber {
  return z.number().min(minimum).max(maximum).meta({ unit, description });
}

/** Largest voltage of an input's connector, HV jumper (the worker checks the range that is set). */
export const HV_FULL_SCALE = 20;

/** Arrays as they come out of a frame: plain lists from JSON, typed views from a binary frame. */
export type NumericArray =
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int16Array
  | Int32Array
  | Uint32Array;

function isNumericArray(value: unknown): value is NumericArray {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number' && Number.isFinite(item));
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int16Array ||
    value instanceof Int32Array ||
    value instanceof Uint32Array
  );
}

/** An array of finite numbers, as plain list or typed view. */
export function samples(unit: string, description: string): z.ZodCustom<NumericArray, NumericArray> {
  return z
    .custom<NumericArray>(isNumericArray, { error: 'must be an array of finite numbers' })
    .meta({ unit, description, type: 'array', format: 'samples', items: { type: 'number' } });
}
