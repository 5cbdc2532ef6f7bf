/**
 * The parts of the client that need Node: finding, starting and stopping the worker of a board.
 *
 * @packageDocumentation
 */
export {
  DEFAULT_SIMULATED_NAME,
  hostBoardKey,
  REGISTER_SERVER_PORT,
  simulatedBoardKey,
} from './board-key.ts';
export {
  boardFileName,
  type ConnectionFileEntry,
  connectionFilePath,
  listConnectionFiles,
  readConnectionFile,
  removeConnectionFile,
  runtimeFolder,
  writeConnectionFile,
} from './connection-file.ts';
export { type FindWorkerOptions, findWorker, findWorkerOfBoard, type WorkerAddress } from './find-worker.ts';
