import { CommandError, MODULES } from '@pyrpl-mux/client';
import { z } from 'zod';
import type { ModulesSettings } from './module-settings.ts';

/** Version of the files' format. One that is newer was written by a newer worker. */
const FORMAT = 1;

const inputRange = z.enum(['LV', 'HV']);

const origin = z.object({
  key: z.string(),
  /** Serial number of the FPGA. */
  dna: z.string(),
  backend: z.string(),
  input_range: z.object({ in1: inputRange, in2: inputRange }),
});

const record = z.object({
  pyrpl_mux_state: z.literal(FORMAT),
  saved: z.iso.datetime(),
  note: z.string(),
  worker: z.string(),
  board: origin,
  modules: z.partialRecord(z.enum(MODULES), z.record(z.string(), z.json())),
});

/** Where settings were read. */
export type StateOrigin = z.output<typeof origin>;

/** A saved state: settings as they travel on the wire, in volts at the connectors. */
export type StateRecord = z.output<typeof record>;

/** A state that is to be saved. */
export interface NewState extends Omit<StateRecord, 'pyrpl_mux_state' | 'modules'> {
  readonly modules: ModulesSettings;
}

/** The text of a state's file, for people to read. */
export function formatState(state: NewState): string {
  const { saved, note, worker, board, modules } = state;
  return `${JSON.stringify({ pyrpl_mux_state: FORMAT, saved, note, worker, board, modules }, null, 2)}\n`;
}

/**
 * Reads the text of a state's file.
 *
 * @returns the state, or a sentence that says why it is none
 */
export function parseState(text: string): StateRecord | string {
  let value: unknown;
  try {
    // Editors of Windows put a byte order mark in front.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return `It is damaged: ${error instanceof SyntaxError ? error.message : String(error)}.`;
  }
  const format =
    typeof value === 'object' && value !== null && 'pyrpl_mux_state' in value ? value.pyrpl_mux_state : null;
  if (typeof format !== 'number') return 'It is no state of pyrpl-mux.';
  if (format > FORMAT)
    return `Its format is ${format}, and this worker knows ${FORMAT}: use the worker that wrote it, or a newer one.`;
  const parsed = record.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `It is damaged: ${issue?.path.join('.')}: ${issue?.message}.`;
}

/** Sentences on what makes values of a state mean something else here than where they were saved. */
export function remarksOn(saved: StateOrigin, now: StateOrigin): string[] {
  const remarks: string[] = [];
  if (saved.key !== now.key)
    remarks.push(`It was saved from the board ${saved.key}; this one is ${now.key}.`);
  if (saved.dna !== now.dna)
    remarks.push(`It was saved from the FPGA with the serial number ${saved.dna}; this one has ${now.dna}.`);
  for (const input of ['in1', 'in2'] as const)
    if (saved.input_range[input] !== now.input_range[input])
      remarks.push(
        `It was saved with ${input} set to ${saved.input_range[input]}, now it is ${now.input_range[input]}. ` +
          'Volts are at the connector in both, and nothing is scaled; values that are beyond the range now are refused.',
      );
  if (saved.backend !== now.backend)
    remarks.push(`It was saved by the backend ${saved.backend}; this is ${now.backend}.`);
  return remarks;
}

/** @throws CommandError for a name that no state has */
export function noSuchState(name: string, sentence: string): CommandError {
  return new CommandError('invalid_params', `${sentence} Nothing was done.`, {
    issues: [{ path: 'name', message: `no state can be used under the name ${name}` }],
  });
}
