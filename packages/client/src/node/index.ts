/**
 * The parts of the client that need Node: finding, starting and stopping the worker of a board.
 *
 * @packageDocumentation
 */
export {
  DEFAULT_SIMULATED_NAME,
  hostBoardKey,
  MOCK_BOARD_KEY,
  REGISTER_SERVER_PORT,
  simulatedBoardKey,
} from './board-key.ts';
export { requireConfiguration, type WantedConfiguration } from './configuration.ts';
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
export {
  type FindWorkerOptions,
  findWorker,
  findWorkerOfBoard,
  findWorkers,
  type WorkerAddress,
  workerOutOfReach,
} from './find-worker.ts';
export { getSharedWorkerManager, SharedPyRPLManager, type WorkerProcessInfo } from './manager.ts';
export { NodeWebSocket } from './node-web-socket.ts';
export { isProcessAlive } from './probe.ts';
export { replaceFile } from './replace-file.ts';
export { type Ended, stopWorker } from './stop-worker.ts';
export type { WorkerConfig } from './worker-config.ts';
