export { type FpgaOptions, type FpgaStatus, SimulatedFpga } from './fpga/fpga.ts';
export { SimulatedBoard, type SimulatedBoardOptions } from './server/board.ts';
export { FAULT_FORMS, parseFault } from './server/fault-text.ts';
export { type Direction, type Fault, Faults } from './server/faults.ts';
export { type Exit, MonitorServer, type MonitorServerOptions } from './server/monitor-server.ts';
export type { RegisterBus } from './server/register-bus.ts';
export { type LoggedWrite, WriteLog } from './server/write-log.ts';
