export type { Access, CommandDefinition } from './catalogue/define.ts';
export {
  type CommandName,
  type CommandParams,
  type CommandResult,
  catalogue,
  commands,
  type ValidatedParams,
} from './catalogue/index.ts';
export {
  DRIVING_MODULES,
  MODULES,
  type Module,
  type NumericArray,
  OUTPUTS,
  SIGNALS,
} from './catalogue/values.ts';
export { type Clock, systemClock, type Timer } from './clock.ts';
export * from './protocol/errors.ts';
export * from './protocol/messages.ts';
