export { SimulatedBoard, type SimulatedBoardOptions } from './server/board.ts';
export { type Cut, type Direction, type Fault, Faults } from './server/faults.ts';
export { type Exit, MonitorServer, type MonitorServerOptions } from './server/monitor-server.ts';
export type { RegisterBus } from './server/register-bus.ts';
export { type LoggedWrite, WriteLog } from './server/write-log.ts';
