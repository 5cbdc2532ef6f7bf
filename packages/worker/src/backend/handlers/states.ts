import {
  CommandError,
  type CommandResult,
  catalogue,
  DRIVING_MODULES,
  SETTINGS_MODULES,
  type SettingsModule,
} from '@pyrpl-mux/client';
import { validateParams } from '../../dispatch/validation.ts';
import { compareStates, isSame } from '../../states/comparison.ts';
import {
  type ModulesSettings,
  type Settings,
  settingsAmong,
  setupCommand,
} from '../../states/module-settings.ts';
import { planRestore, type RestoreStep } from '../../states/restore-plan.ts';
import { remarksOn, type StateOrigin } from '../../states/state-record.ts';
import { VERSION } from '../../version.ts';
import type { CommandContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { restateDriverError } from './driver-errors.ts';
import type { Handlers } from './handler.ts';
import { handleBy, moduleHandlers } from './module-handlers.ts';
import { readSettings } from './read-settings.ts';
import { rehearsalOf } from './rehearsal.ts';

type Change = CommandResult<'state_restore'>['changes'][number];

/** The settings of all modules as they are, and where. */
async function present(
  board: AttachedBoard,
): Promise<{ readonly settings: ModulesSettings; readonly origin: StateOrigin }> {
  const { hk, settings } = await readSettings(board);
  return {
    settings: Object.fromEntries(
      SETTINGS_MODULES.map((module) => [module, settingsAmong(settings[module] ?? {})]),
    ),
    origin: { ...board.states.origin, dna: hk.dna },
  };
}

/** Writes some settings of a module as its own command does, and answers with them read back. */
async function perform(
  board: AttachedBoard,
  { module, settings }: RestoreStep,
  context: CommandContext,
): Promise<Settings> {
  const { command, params } = setupCommand(module, settings);
  const definition = catalogue.get(command);
  if (definition === undefined) throw new TypeError(`No command sets ${module}.`);
  try {
    const answer = await handleBy(
      moduleHandlers,
      board,
      command,
      validateParams(definition, params),
      context,
    );
    return typeof answer === 'object' && answer !== null ? Object.fromEntries(Object.entries(answer)) : {};
  } catch (error) {
    throw restateDriverError(error, params);
  }
}

/** @throws CommandError if the outputs were switched off since this command came, or shall be now */
function requireOutputs(
  board: AttachedBoard,
  modules: readonly SettingsModule[],
  { hindersUrgent, number }: CommandContext,
): void {
  const mayDrive = DRIVING_MODULES.some((module) => modules.includes(module));
  if (hindersUrgent || (mayDrive && number < board.switchedOff))
    throw new CommandError('cancelled', 'outputs_off came after this command, and the outputs stay off.');
}

/**
 * Performs steps one after the other.
 *
 * @param before settings as they were
 * @param write performs one, and answers with what was read back
 * @param onFailure makes the error of a step that failed
 * @returns what each write has changed, in their order
 */
async function performAll(
  steps: readonly RestoreStep[],
  before: ModulesSettings,
  write: (step: RestoreStep) => Promise<Settings>,
  onFailure: (error: unknown, failed: number) => unknown,
): Promise<Change[]> {
  const known = { ...before };
  const changes: Change[] = [];
  for (const [index, step] of steps.entries()) {
    const { module, settings } = step;
    let readBack: Settings;
    try {
      readBack = await write(step);
    } catch (error) {
      throw onFailure(error, index);
    }
    for (const setting of Object.keys(settings)) {
      const [from, to] = [known[module]?.[setting], readBack[setting]];
      const restarts = setting === 'trigger_source' && module.startsWith('asg');
      if (restarts || !isSame(from, to)) changes.push({ module, setting, from, to });
    }
    known[module] = readBack;
  }
  return changes;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refused(name: string, step: RestoreStep | undefined, error: unknown): CommandError {
  const issues = error instanceof CommandError ? error.info.issues : undefined;
  return new CommandError(
    'invalid_params',
    `The state "${name}" can't be restored, for ${step?.module} refuses it: ${sentenceOf(error)} ` +
      'No module was written; name the others in modules, or correct the file.',
    { cause: error, ...(issues === undefined ? {} : { issues }) },
  );
}

/** "pid0 (p, i), asg0 (amplitude)" */
function namesOf(steps: readonly RestoreStep[]): string {
  if (steps.length === 0) return 'nothing';
  return steps.map(({ module, settings }) => `${module} (${Object.keys(settings).join(', ')})`).join(', ');
}

function interrupted(
  name: string,
  steps: readonly RestoreStep[],
  error: unknown,
  failed: number,
): CommandError {
  const written = steps.slice(0, failed);
  const failing = error instanceof CommandError ? error.effect : 'unknown';
  return new CommandError(
    error instanceof CommandError ? error.code : 'internal',
    `Restoring "${name}" ended ${failing === 'none' ? 'before' : 'at'} ${namesOf(steps.slice(failed, failed + 1))}: ${sentenceOf(error)} ` +
      `Before that was written: ${namesOf(written)}. Not written: ${namesOf(steps.slice(failed + 1))}. ` +
      'Compare, and restore again.',
    { cause: error, effect: failing === 'none' && written.length > 0 ? 'done' : failing },
  );
}

export const stateHandlers: Handlers<'state_save' | 'state_list' | 'state_compare' | 'state_restore'> = {
  state_save: async (board, { name, note = '', replace }) => {
    const { settings, origin } = await present(board);
    const saved = new Date().toISOString();
    const state = { saved, note, worker: VERSION, board: origin, modules: settings };
    return { name, note, saved, file: await board.states.folder.save(name, state, replace) };
  },

  state_list: async (board) => {
    const { folder } = board.states;
    return { folder: folder.path, states: await folder.list() };
  },

  state_compare: async (board, { name }) => {
    const state = await board.states.folder.read(name);
    const { settings, origin } = await present(board);
    const { differences, unknown } = compareStates(state.modules, settings);
    return {
      name,
      saved: state.saved,
      remarks: remarksOn(state.board, origin),
      differences: [...differences],
      unknown: [...unknown],
    };
  },

  state_restore: async (board, { name, modules = SETTINGS_MODULES, dry_run }, context) => {
    const state = await board.states.folder.read(name);
    const { settings, origin } = await present(board);
    const { steps, left } = planRestore(state.modules, settings, modules);
    const rehearsal = await rehearsalOf(board);
    const rehearsed = await performAll(
      steps,
      settings,
      async (step) => await perform(rehearsal, step, context),
      (error, failed) => refused(name, steps[failed], error),
    );
    const changes = dry_run
      ? rehearsed
      : await performAll(
          steps,
          settings,
          async (step) => {
            requireOutputs(board, modules, context);
            return await perform(board, step, context);
          },
          (error, failed) => interrupted(name, steps, error, failed),
        );
    return { name, dry_run, remarks: remarksOn(state.board, origin), changes, left: [...left] };
  },
};
