export type { Access, CommandDefinition } from './catalogue/define.ts';
export {
  type CommandDescription,
  describeCatalogue,
  describeCommand,
  type JsonSchema,
} from './catalogue/describe.ts';
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
  OUTPUTS,
  SETTINGS_MODULES,
  type SettingsModule,
  SIGNALS,
} from './catalogue/modules.ts';
export { MOVING_VALUES } from './catalogue/moving-values.ts';
export { MOST_LISTED_COMMANDS } from './catalogue/status.ts';
export type {
  BoardChange,
  ModuleSettings,
  ScopeStreamState,
  ScopeTrace,
  Topic,
  TopicData,
  TopicParams,
  WorkerBrief,
} from './catalogue/topics.ts';
export { DECIMATIONS, SAMPLE_PERIOD, TRACE_LENGTH } from './catalogue/trace-timing.ts';
export type { NumericArray } from './catalogue/values.ts';
export { type Clock, systemClock, type Timer } from './clock.ts';
export * from './protocol/errors.ts';
export {
  type ArrayEncoding,
  decodeFrame,
  encodeFrame,
  isTypedArray,
  MAX_ARRAYS,
  MAX_DEPTH,
  type TypedArray,
} from './protocol/frames.ts';
export * from './protocol/messages.ts';
export { constantArray } from './protocol/number-text.ts';
export { isCommandId, type ParsedRequest, parseRequest, parseWorkerMessage } from './protocol/parse.ts';
export { Client } from './sender/client.ts';
export type { ClientEvents, ClientState, ConnectOptions } from './sender/client-options.ts';
export { type CommandFacts, catalogueFacts } from './sender/command-facts.ts';
export { CANCEL_PATIENCE, type CommandOptions } from './sender/command-sender.ts';
export { connect, connectWith } from './sender/connect.ts';
export type { Counters } from './sender/irregularities.ts';
export { type Logger, silentLogger } from './sender/logger.ts';
export type { PendingCommand } from './sender/pending.ts';
export type { Subscription, TopicEvent } from './sender/subscriptions.ts';
export type { WebSocketConstructor, WebSocketLike } from './sender/transport.ts';
