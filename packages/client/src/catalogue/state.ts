import { z } from 'zod';
import { defineCommand } from './define.ts';
import { MODULES, type Module, SETTINGS_MODULES } from './modules.ts';

/** Seconds for commands that use every module one after the other, and a file. */
const THOROUGH = 15;

const name = z
  .string()
  .regex(/^[A-Za-z0-9_+()-](?:[A-Za-z0-9 ._+()-]{0,62}[A-Za-z0-9_+()-])?$/, {
    error:
      'must be 1 to 64 of the characters A-Z a-z 0-9 space . _ + ( ) -, and neither begin nor end with a space or a point',
  })
  .meta({
    description:
      'name of the state: up to 64 of the characters A-Z a-z 0-9 space . _ + ( ) -, neither a space nor a point at its ends; upper and lower case differ',
  });

const saved = z.string().meta({ description: 'when it was saved, ISO 8601 in UTC' });
const module = z.enum(SETTINGS_MODULES);
const setting = z
  .string()
  .meta({ description: 'name of the setting, as in the setup command of the module' });
const value = (description: string): z.ZodUnknown => z.unknown().meta({ description });

const notKnown = z.array(
  z.object({ module, setting, why: z.string().meta({ description: 'a sentence for people' }) }),
);

const remarks = z.array(z.string()).meta({
  description: 'sentences on what else differs: another board, other input ranges, another backend',
});

export const stateSave = defineCommand({
  name: 'state_save',
  summary: 'Saves the settings of every module, as read back, under a name.',
  details:
    'A state is a file of text in a folder of this board, which state_list names; it may be copied, renamed and removed. ' +
    'It holds settings only: no traces, no present values (integrator of a PID, armed, overflow), no own waveform (asg_setup data).',
  access: 'read',
  operatorOnly: true,
  params: z.strictObject({
    name,
    note: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: 'anything that helps to know the state again, up to 2000 characters' }),
    replace: z.boolean().default(false).meta({ description: 'replaces a state of that name' }),
  }),
  result: z.object({
    name: z.string(),
    note: z.string(),
    saved,
    file: z.string().meta({ description: 'path of the file on the computer of the worker' }),
  }),
  modules: () => MODULES.filter((each) => each !== 'sampler'),
  timeout: () => THOROUGH,
  example: { name: 'cavity locked', note: 'after the alignment', replace: true },
});

export const stateList = defineCommand({
  name: 'state_list',
  summary: 'Lists the saved states of this board, the newest first.',
  details: 'A file that cannot be used is listed with its problem; it hinders no other.',
  access: 'read',
  params: z.strictObject({}),
  result: z.object({
    folder: z.string().meta({ description: 'folder of the files on the computer of the worker' }),
    states: z.array(
      z.object({
        name: z.string().meta({ description: 'name of the state, as its file is called' }),
        note: z.string(),
        saved: saved
          .nullable()
          .meta({ description: 'when it was saved, ISO 8601 in UTC; null with a problem' }),
        board: z
          .string()
          .nullable()
          .meta({ description: 'key of the board that it was saved from; null with a problem' }),
        file: z.string().meta({ description: 'name of the file in the folder' }),
        problem: z
          .string()
          .nullable()
          .meta({ description: 'why it cannot be used, a sentence; null where it can' }),
      }),
    ),
  }),
  // The lane in which nothing ever waits: a listing keeps its turn, and lists stay bounded.
  modules: () => ['hk'],
  timeout: () => THOROUGH,
  example: {},
});

export const stateCompare = defineCommand({
  name: 'state_compare',
  summary: 'Compares the settings, as read back now, with a saved state.',
  access: 'read',
  params: z.strictObject({ name }),
  result: z.object({
    name: z.string(),
    saved,
    remarks,
    differences: z.array(
      z.object({
        module,
        setting,
        saved: value('as saved'),
        now: value('as read back now'),
      }),
    ),
    unknown: notKnown.meta({ description: 'what cannot be compared, for no register tells it' }),
  }),
  modules: () => SETTINGS_MODULES,
  timeout: () => THOROUGH,
  example: { name: 'cavity locked' },
});

export const stateRestore = defineCommand({
  name: 'state_restore',
  summary: 'Writes what differs between a saved state and the settings as read back now.',
  details:
    'Everything is checked before the first write. Then what disconnects an output or lowers a gain or an amplitude comes first, ' +
    'what raises or connects comes last, so that no module drives an output harder in between than before or after. ' +
    'A generator is restarted only if its trigger source differs; the integrator of a PID stays as it is. ' +
    'What cannot be restored is left as it is and named, and so is what would drive an output with an unknown waveform or filter. ' +
    'With modules it waits for the lanes of these modules only. ' +
    'It ends as soon as outputs_off comes, between two writes: the outputs stay off.',
  access: 'write',
  params: z.strictObject({
    name,
    modules: z
      .array(module)
      .min(1)
      .max(SETTINGS_MODULES.length)
      .optional()
      .meta({ description: 'only these modules; all by default' }),
    dry_run: z
      .boolean()
      .default(false)
      .meta({ description: 'checks, and tells what would be written; nothing is' }),
  }),
  result: z.object({
    name: z.string(),
    dry_run: z.boolean(),
    remarks,
    changes: z
      .array(
        z.object({
          module,
          setting,
          from: value('as it was before this write'),
          to: value('as read back after it; with dry_run as it would be written'),
        }),
      )
      .meta({
        description:
          'in the order of writing; a setting stands twice where it is lowered first and reaches its value later; trigger_source of a generator (re)starts it',
      }),
    left: notKnown.meta({ description: 'what was left as it is' }),
  }),
  modules: ({ modules = SETTINGS_MODULES }) => MODULES.filter((each) => new Set<Module>(modules).has(each)),
  timeout: () => THOROUGH,
  example: { name: 'cavity locked', dry_run: true },
});
